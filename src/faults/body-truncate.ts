import { z } from 'zod';
import { onBodies } from '../answer/framing/bodies.ts';
import { truncated } from '../answer/framing/damage/truncated.ts';
import { describePosition, positionOf } from '../answer/framing/position.ts';
import { size } from '../lib/shapes.ts';
import { requestFault } from './fault.ts';

const params = z
  .strictObject({
    bytes: size.optional().describe('So many arrive.'),
    share: z.number().gt(0).lt(1).optional().describe('This share arrives. Default: 0.5.'),
  })
  .refine(({ bytes, share }) => bytes === undefined || share === undefined, 'say where by bytes or by share');

const half = { kind: 'share', share: 0.5 } as const;

/** A share of a body with unknown length works only if the body is no stream and has at most 1 MiB. */
export const bodyTruncate = requestFault({
  name: 'body-truncate',
  layer: 'body',
  effect: 'rewrites',
  summary: 'end a body too early, as if it were whole; whole answers and streams',
  params,
  main: 'bytes',
  example: { share: 0.5 },
  explain: (given) => `end the body ${describePosition(positionOf(given, half))}, as if it were whole`,
  apply: (steps, { params: given, facts, clock }) =>
    onBodies(steps, facts, 'any', (head, rest) => truncated(head, rest, positionOf(given, half), clock)),
});
