import { z } from 'zod';
import { badHead as bytesOf, headMistakes } from '../answer/framing/damage/bad-http.ts';
import { replacingFault } from './fault.ts';

const params = z.strictObject({
  kind: z
    .enum(['status-line', 'header', 'version', 'oversize'])
    .default('status-line')
    .describe('What is wrong with it.'),
});

export const badHead = replacingFault({
  name: 'bad-head',
  layer: 'transport',
  only: 'HTTP/1.1',
  summary: 'send a head that is no HTTP or is too large in place of the answer, then FIN',
  params,
  main: 'kind',
  example: { kind: 'status-line' },
  explain: ({ kind }) => `send ${headMistakes[kind]} in place of the answer, then FIN`,
  answer: ({ params: { kind } }) => [
    { kind: 'raw', under: 'http', bytes: bytesOf(kind) },
    { kind: 'sever', how: 'fin' },
  ],
});
