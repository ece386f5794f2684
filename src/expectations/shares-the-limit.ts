import { z } from 'zod';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import {
  countOf,
  describeShare,
  isOpen,
  leastCounted,
  sharesOf,
  violationsOfShare,
} from './observe/shares-the-limit.ts';

const drill = 'sixty-a-minute --only shares-the-limit';

export const sharesTheLimit = expectation({
  name: 'shares-the-limit',
  summary: 'gets through what a limit allows, with few attempts in vain',
  params: z.strictObject({
    goodput: z
      .number()
      .min(0)
      .max(1)
      .exactOptional()
      .describe(
        'Least share of what a limit of requests lets through. Given: less fails. Default: advice below 0.8.',
      ),
    wasted: z
      .number()
      .min(0)
      .exactOptional()
      .describe('Most refused attempts for each that passes. Given: more fails. Default: advice above 0.5.'),
  }),
  standard: null,
  fix:
    'let all workers of a key take from one token bucket that is a little slower than the limit, such as ' +
    'const at = Math.max(Date.now() - 55_000, next); next = at + 60_000 / 58; await sleep(at - Date.now())',
  check: `badgateway drill ${drill} -- CMD, for two minutes: few attempts are refused`,
  checkOn: playedOnDeeptoken(drill, 'few attempts are refused in two minutes'),
  falsePositiveRate: null,
  dependsOn: 'waits',
  observe(timeline, asked) {
    const shares = sharesOf(timeline);
    const counted = shares.filter((share) => countOf(share) >= leastCounted);
    const open = counted.filter((share) => isOpen(share, asked));
    const few = `fewer than ${leastCounted} requests were counted: `;
    const none = shares.length === 0 ? 'no limit was reached' : few + shares.map(describeShare).join('; ');
    const pauses = 'the client may have had nothing to send in its pauses';
    return {
      samples: counted.reduce((sum, share) => sum + countOf(share), 0),
      problems: counted.flatMap((share) => violationsOfShare(share, asked)),
      unclear:
        open.length > 0
          ? `${open.map(describeShare).join('; ')}; ${pauses}`
          : counted.length > 0
            ? null
            : none,
      says: counted.map(describeShare).join('; '),
    };
  },
});
