import { z } from 'zod';
import { onBodies } from '../answer/framing/bodies.ts';
import { padded } from '../answer/framing/damage/padding.ts';
import { size } from '../lib/shapes.ts';
import { requestFault } from './fault.ts';

const params = z.strictObject({ bytes: size.prefault('10MiB').describe('How long it is then.') });

/** JSON stays valid. For streams use `stream-oversize-frame`. */
export const bodyOversize = requestFault({
  name: 'body-oversize',
  layer: 'body',
  effect: 'rewrites',
  summary: 'fill the body with blanks until it is huge, in whole answers',
  params,
  main: 'bytes',
  example: { bytes: '256KiB' },
  explain: ({ bytes }) => `fill the body with blanks up to ${bytes} bytes`,
  apply: (steps, { params: { bytes }, facts }) =>
    onBodies(steps, facts, 'no-stream', (head, rest) => padded(head, rest, bytes)),
});
