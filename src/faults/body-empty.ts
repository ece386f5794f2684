import { z } from 'zod';
import { onBodies, withBody } from '../answer/framing/bodies.ts';
import { requestFault } from './fault.ts';

export const bodyEmpty = requestFault({
  name: 'body-empty',
  layer: 'body',
  effect: 'rewrites',
  summary: 'send status and header fields without a body; whole answers and streams',
  params: z.strictObject({}),
  example: {},
  explain: () => 'send the status and the header fields with an empty body',
  apply: (steps, { facts }) => onBodies(steps, facts, 'any', (head) => withBody(head, Buffer.alloc(0))),
});
