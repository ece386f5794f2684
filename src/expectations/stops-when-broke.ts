import { z } from 'zod';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { describeEmpties, emptiesNamed, problemsOf, whyOpen } from './observe/stops-when-broke.ts';

const oneEmpty = "healthy --only stops-when-broke --rule '402, 402, 402, 402, 402, 402'";

export const stopsWhenBroke = expectation({
  name: 'stops-when-broke',
  summary: 'after an error that only money mends sends nothing more that costs, until there is money',
  params: z.strictObject({
    newCalls: z
      .int()
      .min(0)
      .exactOptional()
      .describe('New calls that it may still begin. Default: any number; each of them is advice.'),
    error: z.array(z.string()).exactOptional().describe('Further errors after which only money helps.'),
  }),
  standard: null,
  fix:
    'tell it by the code of the error and end the batch, not the item: if (answer.error?.code === ' +
    '"org_wallet_empty") throw new WalletEmpty(answer.error.message); ask nothing until it is topped up, ' +
    'and tell a person: no other model and no smaller prompt helps',
  check: `badgateway drill ${oneEmpty} --platform deeptoken -- CMD, with several calls: one request comes`,
  checkOn: playedOnDeeptoken(oneEmpty, 'with several calls: one request comes, and then no more'),
  falsePositiveRate: null,
  observe(timeline, { newCalls, error = [] }) {
    const empties = emptiesNamed(timeline, error);
    const problems = problemsOf(empties, error, newCalls);
    const unclear = whyOpen(empties, problems);
    return { samples: empties.length, problems, unclear, says: describeEmpties(empties) };
  },
});
