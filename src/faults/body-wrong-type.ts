import { z } from 'zod';
import { onBodies, startingWith, withField } from '../answer/framing/bodies.ts';
import { contentType } from '../lib/shapes.ts';
import { requestFault } from './fault.ts';

const params = z.strictObject({ type: contentType.default('text/plain').describe('The Content-Type.') });

/** For streams use `stream-wrong-type`. */
export const bodyWrongType = requestFault({
  name: 'body-wrong-type',
  layer: 'body',
  effect: 'rewrites',
  summary: 'call the body something else than it is, in whole answers',
  params,
  main: 'type',
  example: { type: 'text/plain' },
  explain: ({ type }) => `say "Content-Type: ${type}" of the body as it is`,
  apply: (steps, { params: { type }, facts }) =>
    onBodies(steps, facts, 'no-stream', (head, rest) =>
      startingWith({ ...head, headers: withField(head.headers, 'Content-Type', type) }, rest),
    ),
});
