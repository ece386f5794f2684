import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { formatCount } from '../lib/units.ts';
import { ownWaitsOf } from '../timeline/own-waits.ts';
import { expectation, onDeeptoken } from './expectation.ts';
import {
  figuresOf,
  showsBackoff,
  violationsWithFigures,
  violationsWithoutFigures,
} from './observe/backs-off.ts';

export const backsOff = expectation({
  name: 'backs-off',
  summary: 'waits before each retry, and longer each time, within the band of the platform',
  params: z.strictObject({
    first: duration.exactOptional().describe('Before the first retry. Default: the platform, else 1s.'),
    factor: z.number().min(1).exactOptional().describe('From wait to wait. Default: the platform, else 2.'),
    jitter: z.number().min(0).max(1).exactOptional().describe('±share. Default: the platform, else 0.5.'),
    cap: duration.exactOptional().describe('No wait grows beyond. Default: the platform, else 30s.'),
  }),
  standard: null,
  fix:
    'first wait Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random()) ms, from attempt 0, ' +
    'in a loop of your own, with maxRetries: 0 for the openai SDK, whose waits are half as long',
  check: 'badgateway drill server-errors -- CMD: each wait lies in its band',
  checkOn: onDeeptoken('no-available-channel', 'the waits are long enough, and grow'),
  falsePositiveRate: 'none by chance with given figures; under 1 in 1,000 without',
  dependsOn: 'waits',
  observe(timeline, asked) {
    const waits = ownWaitsOf(timeline);
    const figures = figuresOf(timeline.inUse.platform.backoff, asked);
    const few = figures === null && !showsBackoff(waits);
    const more = `too few waits: ${waits.length}; badgateway drill --repeat 4 makes more`;
    return {
      samples: waits.length,
      problems: figures === null ? violationsWithoutFigures(waits) : violationsWithFigures(waits, figures),
      unclear: waits.length === 0 ? 'no retry had to choose its wait' : few ? more : null,
      says: `${formatCount(waits.length, 'wait')}, none too short`,
    };
  },
});
