import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { formatCount } from '../lib/units.ts';
import { wasStopped } from '../timeline/retryability.ts';
import { ascending } from '../timeline/times.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { overBudget, unanswered } from './observe/gives-up.ts';

/** No contract names a limit; the largest default of an SDK in use is seven attempts. */
const usualAttempts = 10;
const elevenErrors = `healthy --only gives-up --rule '${Array(usualAttempts + 1)
  .fill(500)
  .join(', ')}'`;

export const givesUp = expectation({
  name: 'gives-up',
  summary: 'stops after a bounded number of attempts, made in one layer',
  params: z.strictObject({
    attempts: z
      .int()
      .min(1)
      .exactOptional()
      .describe('The most of a call, its first one included. Default: 10.'),
    within: duration.exactOptional().describe('From the first attempt to the last. Default: no limit.'),
  }),
  standard: null,
  fix:
    'count the attempts, for (let attempt = 1; attempt <= 3; attempt++), and throw after the last; ' +
    'retry in one layer alone: maxRetries: 0 for the SDK below a loop of your own, or no loop around an ' +
    'SDK that retries',
  check: `badgateway drill ${elevenErrors} -- CMD: it ends before the eleventh attempt, with an error`,
  checkOn: playedOnDeeptoken(elevenErrors, 'it ends before the eleventh attempt, with an error'),
  falsePositiveRate: null,
  dependsOn: 'waits',
  observe(timeline, { attempts, within }) {
    const budget = { attempts: attempts ?? usualAttempts, withinMs: within ?? Number.POSITIVE_INFINITY };
    const { stopped } = timeline.command ?? { stopped: null };
    const gaveUp = wasStopped(timeline) ? [] : unanswered(timeline);
    const counts = ascending(gaveUp.map((call) => call.attempts.length));
    const limits = {
      time: 'the command was stopped before it gave up',
      attempts: `stopped at the limit of requests, before a call had made more than ${budget.attempts}`,
    };
    const answered = 'every call was answered in the end: nothing was left to give up';
    return {
      samples: gaveUp.length,
      problems: overBudget(timeline, budget),
      unclear: gaveUp.length > 0 ? null : stopped === null ? answered : limits[stopped],
      says: `${formatCount(gaveUp.length, 'call')} gave up; the most attempts of one were ${counts.at(-1)}`,
    };
  },
});
