import { z } from 'zod';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { describeSpent, overspent, spentIn, wasted, whyOpen } from './observe/spends-within-budget.ts';

const sound = 'healthy --only spends-within-budget';

export const spendsWithinBudget = expectation({
  name: 'spends-within-budget',
  summary: 'costs no more than a run may cost, answers that come to nothing included',
  params: z.strictObject({
    usd: z.number().min(0).exactOptional().describe('What a run may cost. Default: reported, not judged.'),
  }),
  standard: null,
  fix:
    'bound what a call may cost, max_tokens: 256, and how many there are; keep what has arrived of an ' +
    'answer that broke, ask for the rest, and send no copy before the first one is late',
  check: `badgateway drill ${sound} -- CMD: the verdict says what a run cost`,
  checkOn: playedOnDeeptoken(sound, 'the verdict says what a run cost'),
  falsePositiveRate: null,
  observe(timeline, { usd }) {
    const spent = spentIn(timeline);
    return {
      samples: spent.length,
      problems: [...(usd === undefined ? [] : overspent(spent, usd)), ...wasted(spent)],
      unclear: whyOpen(spent, usd),
      says: describeSpent(spent),
    };
  },
});
