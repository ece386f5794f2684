import { z } from 'zod';
import { operation } from '../operation.ts';
import { clockShape } from '../shapes.ts';
import { movableClock } from '../steering.ts';

export const showClock = operation({
  name: 'showClock',
  summary: 'The clock of a gateway that was started with one that can be moved',
  method: 'get',
  path: '/clock',
  input: z.strictObject({}),
  output: clockShape,
  command: { name: 'clock' },
  effect(_, { steering }) {
    const clock = movableClock(steering);
    return { at: clock.now(), advancedMs: clock.advancedMs };
  },
});
