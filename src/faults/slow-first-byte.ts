import { z } from 'zod';
import { interpose } from '../answer/framing/interpose.ts';
import { duration } from '../lib/shapes.ts';
import { formatDuration } from '../lib/units.ts';
import { requestFault } from './fault.ts';

const params = z.strictObject({ for: duration.describe('Between the head and the body.') });

export const slowFirstByte = requestFault({
  name: 'slow-first-byte',
  layer: 'timing',
  effect: 'rewrites',
  summary: 'send the head at once and the first byte of the body late (time to first token)',
  params,
  main: 'for',
  example: { for: '3s' },
  explain: (given) => `send the head at once and the body ${formatDuration(given.for)} later`,
  apply: (steps, { params: given, hangMs, clock }) =>
    interpose(
      steps,
      { kind: 'after-head' },
      { steps: [{ kind: 'pause', ms: Math.min(given.for, hangMs) }], rest: 'follows' },
      clock,
    ),
});
