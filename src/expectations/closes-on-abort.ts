import { z } from 'zod';
import { formatCount } from '../lib/units.ts';
import { formatMs } from '../timeline/describe.ts';
import type { Violation } from '../timeline/violation.ts';
import { expectation, playedOnDeeptoken } from './expectation.ts';
import { type GivenUp, givenUpOf } from './observe/closes-on-abort.ts';

const signs = {
  'open-after-outcome': 'the application had said that the call failed',
  'open-after-retry': 'a later request with its Idempotency-Key was answered long before',
} as const;

function problemOf({ call, attempt, left }: GivenUp): Violation[] {
  if (left === 'closed' || left === 'doubtful') return [];
  return [
    {
      ...{ problem: 'left-it-open', severity: 'error', nature: 'wrong', met: left },
      ...{ call, attempts: [attempt] },
      says:
        `the connection of attempt ${attempt.ordinal} stayed open for ` +
        `${formatMs(attempt.endedAt - attempt.at)}; ${signs[left]}`,
    },
  ];
}

const silence =
  "healthy --only closes-on-abort --rule '{ hang: { at: before-head, for: 30s } }, { latency: 2s }'";

const overlapping =
  'equal requests overlapped: retries or other calls? Send an Idempotency-Key with each call';

export const closesOnAbort = expectation({
  name: 'closes-on-abort',
  summary: 'closes the connection of an answer that it has given up on',
  params: z.strictObject({}),
  standard: {
    says: 'a client that gives up waiting closes the connection, so that the work for it can be stopped',
    source: 'RFC 9112 section 9.5',
  },
  fix:
    'hand the deadline to fetch (signal: AbortSignal.timeout(ms)) and to requests (timeout=2), not to what ' +
    'waits for them; ' +
    'cancel a body that is not read to its end (await response.body.cancel())',
  check: `badgateway drill ${silence} -- CMD: no answer that it gives up stays open`,
  checkOn: playedOnDeeptoken(silence, 'no answer that it gives up stays open'),
  falsePositiveRate: null,
  observe(timeline) {
    const found = givenUpOf(timeline);
    const sure = found.filter(({ left }) => left !== 'doubtful');
    return {
      samples: sure.length,
      problems: sure.flatMap(problemOf),
      unclear: sure.length < found.length ? overlapping : sure.length === 0 ? 'no answer was given up' : null,
      says: `it closed ${formatCount(sure.length, 'connection')} that it had given up`,
    };
  },
});
