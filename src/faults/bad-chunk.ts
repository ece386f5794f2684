import { z } from 'zod';
import { chunked, onBodies, startingWith } from '../answer/framing/bodies.ts';
import { badChunk as bytesOf, chunkMistakes } from '../answer/framing/damage/bad-http.ts';
import { interpose } from '../answer/framing/interpose.ts';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import type { Step } from '../model/step.ts';
import { requestFault } from './fault.ts';

const afterHead = { kind: 'after-head' } as const;
const params = positioned(afterHead, {
  kind: z.enum(['size', 'missing-crlf', 'oversize']).default('size').describe('What is wrong with it.'),
});

/** Sends the answer in chunks. HTTP/1.0 has no chunks: there the same bytes become a part of the body. */
export const badChunk = requestFault({
  name: 'bad-chunk',
  layer: 'transport',
  only: 'HTTP/1.1',
  effect: 'rewrites',
  summary: 'send a chunk whose size is no number, is too large or does not fit, then FIN',
  params,
  main: 'kind',
  example: { kind: 'size', bytes: '512B' },
  explain(given) {
    return `send ${chunkMistakes[given.kind]} ${describePosition(positionOf(given, afterHead))}`;
  },
  apply(steps, { params: given, facts, clock }) {
    const broken: readonly Step[] = [
      { kind: 'raw', under: 'http', bytes: bytesOf(given.kind) },
      { kind: 'sever', how: 'fin' },
    ];
    const position = positionOf(given, afterHead);
    return onBodies(steps, facts, 'any', (head, rest) =>
      interpose(startingWith(chunked(head), rest), position, { steps: broken, rest: 'dropped' }, clock),
    );
  },
});
