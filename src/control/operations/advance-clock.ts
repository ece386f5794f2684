import { z } from 'zod';
import { duration } from '../../lib/shapes.ts';
import { operation } from '../operation.ts';
import { clockShape } from '../shapes.ts';
import { movableClock } from '../steering.ts';

/** Milliseconds of a day. */
const mostMs = 86_400_000;

export const advanceClock = operation({
  name: 'advanceClock',
  summary: 'Moves the clock forward: waits end, windows pass, what is due on the way happens in its order',
  method: 'post',
  path: '/clock',
  input: z.strictObject({
    by: duration.refine((ms) => ms <= mostMs, 'expected at most 24h').describe('How far: 30s. At most 24h.'),
  }),
  output: clockShape,
  command: { name: 'advance', argument: 'by' },
  async effect({ by }, { steering }) {
    const clock = movableClock(steering);
    await clock.advance(by);
    return { at: clock.now(), advancedMs: clock.advancedMs };
  },
});
