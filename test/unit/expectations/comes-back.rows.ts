import type { Row } from '../../helpers/expectation-rows.ts';
import { someTime } from '../../helpers/facts.ts';
import type { Told } from '../../helpers/timeline.ts';

const limited = (at: number, retryAfter = 2_592_000): Told => ({ at, error: 'rate-limited', retryAfter });
const stopped = (endedAt: number) =>
  ({ command: { code: null, stopped: 'time', output: 'nothing', endedAt: someTime + endedAt } }) as const;
const ended = { command: { code: 1, stopped: null, output: 'nothing' } } as const;

const never = ['error absent never-came-back'];
const late = ['error wrong came-back-late'];

export const rows: readonly Row[] = [
  {
    that: 'gives up where it was asked to wait for days',
    did: { calls: [[limited(0)]], ...ended },
    ...{ outcome: 'pass', samples: 1 },
    because: '1 transient failure, each followed by an attempt or the end in time',
  },
  {
    that: 'sleeps for days',
    params: { within: '30s' },
    did: { calls: [[limited(0)]], ...stopped(30_001) },
    ...{ outcome: 'fail', samples: 1, found: never, evidence: [[101]] },
    because: /^after 429 rate-limited, Retry-After: 2592000 the call neither came again nor ended for 30s/,
  },
  {
    that: 'is stopped before the bound is over',
    params: { within: '30s' },
    did: { calls: [[limited(0)]], ...stopped(30_000) },
    ...{ outcome: 'inconclusive', samples: 0 },
    because: 'stopped 30s into a wait that may last 30s; raise --time-limit',
  },
  {
    that: 'sleeps for more than an hour, which is the bound where none is given',
    did: { calls: [[limited(0)]], ...stopped(3_600_001) },
    outcome: 'fail',
    found: never,
  },
  {
    that: 'comes back in time',
    params: { within: '5s' },
    did: { calls: [[limited(0, 5), { at: 5_000 }]], ...ended },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'comes back too late',
    params: { within: '5s' },
    did: { calls: [[limited(0, 5), { at: 5_001 }]], ...ended },
    ...{ outcome: 'fail', samples: 1, found: late, evidence: [[101, 102]] },
    because: 'attempt 2 came 5s after 429 rate-limited, Retry-After: 5; 5s are allowed',
  },
  {
    that: 'says that a call failed, and goes on for long',
    did: { calls: [[limited(0)]], ...stopped(90_000), outcomes: { 1: 'error' } },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'asked something else afterwards, so that it may have given up',
    did: { calls: [[limited(0)], [{ at: 9 }]], ...stopped(90_000) },
    ...{ outcome: 'inconclusive', samples: 0, because: 'whether 1 call gave up is unknown' },
  },
  {
    that: 'is stopped because it came too often',
    did: {
      calls: [[limited(0)]],
      command: { code: null, stopped: 'attempts', output: 'nothing', endedAt: someTime + 90_000 },
    },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'is watched without a command',
    did: { calls: [[limited(0)]] },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'met a permanent error',
    did: { calls: [[{ at: 0, error: 'invalid-api-key' }]], ...ended },
    ...{ outcome: 'inconclusive', samples: 0, because: 'no call met a transient failure' },
  },
];

export const params = {
  takes: [{}, { within: '2m' }],
  refuses: [{ within: 2 }, { within: '2' }],
};
