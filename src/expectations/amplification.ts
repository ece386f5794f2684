import { z } from 'zod';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { amplified, budgetOf, describeMost, failedCalls, whyOpen } from './observe/amplification.ts';

const manyErrors = `healthy --only amplification --rule '${Array(20).fill(500).join(', ')}'`;

export const amplification = expectation({
  name: 'amplification',
  summary: 'sends few requests for a call, through all its layers of retries together',
  params: z.strictObject({
    max: z
      .int()
      .min(1)
      .exactOptional()
      .describe(
        "The most requests for a call. Default: 1 and one for each wait of the platform's backoff, else 3; " +
          'more than that fails only if layers multiply.',
      ),
  }),
  standard: null,
  fix:
    'retry in one layer, the one that knows whether the work is still wanted: new OpenAI({ maxRetries: ' +
    '3 }) without a loop around it, or maxRetries: 0, max_retries=0 below a loop of your own, attempts: 1 ' +
    'for the job around both; two layers of 3 are 9 requests, three are 27',
  check: `badgateway drill ${manyErrors} -- CMD: it ends after few requests`,
  checkOn: playedOnDeeptoken(manyErrors, 'it ends after few requests'),
  falsePositiveRate: null,
  observe(timeline, { max }) {
    const calls = failedCalls(timeline);
    const { backoff } = timeline.inUse.platform;
    const most =
      max === undefined
        ? ({ requests: budgetOf(backoff), from: 'default' } as const)
        : ({ requests: max, from: 'scenario' } as const);
    return {
      samples: calls.length,
      problems: amplified(calls, most),
      unclear: whyOpen(timeline, calls, most),
      says: describeMost(calls),
    };
  },
});
