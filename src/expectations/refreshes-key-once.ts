import { z } from 'zod';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { beyond } from './observe/new-calls.ts';
import { describeRefused, loopsOf, newCallsOf, refusedCalls, whyOpen } from './observe/refreshes-key-once.ts';

const refusedTwice = "healthy --only refreshes-key-once --rule '401, 401, ok'";

export const refreshesKeyOnce = expectation({
  name: 'refreshes-key-once',
  summary: 'reads its key anew when it is refused, once, and does not go on with the old one',
  params: z.strictObject({
    newCalls: z
      .int()
      .min(0)
      .exactOptional()
      .describe('Calls that may still begin with a refused key. Default: any number; each is advice.'),
  }),
  standard: {
    says: 'a 401 refuses these credentials; the request may be repeated with new ones',
    source: 'RFC 9110 section 15.5.2',
  },
  fix:
    'on a 401 read the key from where it is kept, not from a cache, and ask once more: if ' +
    '(response.status !== 401 || refreshed) throw error; key = readKey()',
  check: `badgateway drill ${refusedTwice} -- CMD: the second request has another key, or none comes`,
  checkOn: playedOnDeeptoken(refusedTwice, 'the second request has another key, or none comes'),
  falsePositiveRate: null,
  observe(timeline, { newCalls }) {
    const refused = refusedCalls(timeline);
    const problems = [...loopsOf(refused), ...beyond(newCallsOf(timeline), newCalls)];
    const unclear = whyOpen(refused, problems);
    return { samples: refused.length, problems, unclear, says: describeRefused(refused) };
  },
});
