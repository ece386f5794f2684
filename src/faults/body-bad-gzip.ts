import { z } from 'zod';
import { onBodies } from '../answer/framing/bodies.ts';
import { badGzip, gzipMistakes } from '../answer/framing/damage/bad-gzip.ts';
import { requestFault } from './fault.ts';

const params = z.strictObject({
  kind: z.enum(['not-gzip', 'cut', 'bad-checksum']).default('not-gzip').describe('What is wrong with it.'),
});

/** Also applies if the client did not accept gzip. */
export const bodyBadGzip = requestFault({
  name: 'body-bad-gzip',
  layer: 'body',
  effect: 'rewrites',
  summary: 'say gzip and send none, half of one or a wrong checksum; whole answers and streams',
  params,
  main: 'kind',
  example: { kind: 'bad-checksum' },
  explain: ({ kind }) => `say "Content-Encoding: gzip" and send ${gzipMistakes[kind]}`,
  apply: (steps, { params: { kind }, facts, clock }) =>
    onBodies(steps, facts, 'any', (head, rest) => badGzip(kind, head, rest, clock)),
});
