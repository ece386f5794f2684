import type { Row } from '../../helpers/expectation-rows.ts';
import { someTime } from '../../helpers/facts.ts';
import { every, ten, underLimit } from '../../helpers/limited.ts';
import type { Told } from '../../helpers/timeline.ts';

const limited = (at: number, retryAfter: string | number = 5): Told => ({
  at,
  error: 'rate-limited',
  retryAfter,
});
const limitedMs = (at: number, ms: number): Told => ({
  ...{ at, error: 'rate-limited' },
  headers: ['retry-after-ms', String(ms)],
});
const overBudget = (at: number, entry: Told['entry'] = {}): Told => ({
  at,
  error: 'budget-limit-exceeded',
  entry,
});
const dateIn = (ms: number) => new Date(someTime + ms).toUTCString();
const stopped = (by: 'time' | 'attempts') =>
  ({ command: { code: null, stopped: by, output: 'nothing' } }) as const;

const none = 'no request was sent again after a Retry-After';
const early = ['error wrong retried-too-early'];
const maybeEarly = ['advice wrong retried-too-early'];
const late = ['advice wrong retried-late'];

/** Ten requests at once, which are all that a limit of ten lets through. */
const full = every(0, 10).map((at) => [at]);

/** A request at one of several upstreams, by its URL or by the gateway's choice. */
const at = (upstream: string, chosenBy: 'client' | 'weight' = 'client') => ({
  entry: { upstream, chosenBy } as const,
});

export const rows: readonly Row[] = [
  {
    that: 'asks another upstream at once, which has a limit of its own',
    did: {
      calls: [
        [
          { ...limited(0), ...at('primary') },
          { at: 10, ...at('secondary') },
        ],
      ],
    },
    ...{ outcome: 'inconclusive', because: none },
  },
  {
    that: 'asks the same upstream before the wait is over',
    did: {
      calls: [
        [
          { ...limited(0), ...at('primary') },
          { at: 10, ...at('primary') },
        ],
      ],
    },
    ...{ outcome: 'fail', found: early },
  },
  {
    that: 'asks a URL again too early behind which the gateway takes another upstream',
    did: {
      calls: [
        [
          { ...limited(0), ...at('primary', 'weight') },
          { at: 10, ...at('secondary', 'weight') },
        ],
      ],
    },
    ...{ outcome: 'fail', found: early },
  },
  {
    that: 'waits for the second that a true limit tells, which its own backoff may be as well',
    did: { calls: underLimit([...full, [600, 1_610]]) },
    ...{
      outcome: 'inconclusive',
      because: "1s is also what a client's own backoff gives; ask for more than 2.1s",
    },
  },
  {
    that: 'comes when a true limit has room, and before the second is over that it was told for that',
    did: { calls: underLimit([...full, [600, 1_010]]) },
    ...{ outcome: 'fail', found: ['error wrong retried-too-early'] },
    because: 'attempt 2 came 410ms after a 429 rate-limited that asked for 1s',
  },
  {
    that: 'waits for the six seconds in which a true limit lets one through',
    did: { calls: underLimit([...full, [100, 6_110]], { ...ten, perMs: 60_000 }) },
    ...{ outcome: 'pass', because: '1 wait kept' },
  },
  {
    that: 'waits each time as it is told, since others take what comes back',
    did: { calls: underLimit([...full, [3_001], [100, 6_110, 12_120]], { ...ten, perMs: 60_000 }) },
    ...{ outcome: 'pass', found: [] },
  },
  {
    that: 'waits as long as it is told, twice',
    did: { calls: [[limited(0), limited(5_000, 7), { at: 12_000 }]] },
    ...{ outcome: 'pass', samples: 2, because: '2 waits kept' },
  },
  {
    that: 'comes half a second after it was asked for five',
    did: { calls: [[limited(0), { at: 510 }]] },
    ...{ outcome: 'fail', samples: 1, found: early },
    because: 'attempt 2 came 510ms after a 429 rate-limited that asked for 5s',
  },
  {
    that: 'comes as early as timers and rounding can make it',
    did: { calls: [[limited(0), { at: 4_980 }]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'comes a millisecond earlier than that',
    did: { calls: [[limited(0), { at: 4_979 }]] },
    outcome: 'fail',
    found: early,
  },
  {
    that: 'comes half of the wait late',
    did: { calls: [[limited(0), { at: 7_500 }]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'comes later than that',
    did: { calls: [[limited(0), { at: 7_501 }]] },
    ...{
      outcome: 'pass',
      found: late,
      because: 'attempt 2 came 7.5s after a 429 rate-limited that asked for 5s (advice)',
    },
  },
  {
    that: 'comes two seconds after a wait of three',
    did: { calls: [[limited(0, 3), { at: 5_000 }]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'comes later still',
    did: { calls: [[limited(0, 3), { at: 5_001 }]] },
    outcome: 'pass',
    found: late,
  },
  {
    that: 'is told in milliseconds what it may have waited anyway',
    did: { calls: [[limitedMs(0, 2_100), { at: 2_100 }]] },
    ...{ outcome: 'inconclusive', samples: 1 },
    because: "2.1s is also what a client's own backoff gives; ask for more than 2.1s",
  },
  {
    that: 'is told to wait for a millisecond',
    did: { calls: [[limitedMs(0, 1), { at: 1 }]] },
    ...{ outcome: 'inconclusive', samples: 1 },
  },
  {
    that: 'is told a little more, and keeps it',
    did: { calls: [[limitedMs(0, 2_101), { at: 2_101 }]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'is told so before its second retry, when its own wait is longer',
    did: { calls: [[limitedMs(0, 100), limitedMs(100, 4_200), { at: 4_300 }]] },
    ...{ outcome: 'inconclusive', samples: 2 },
  },
  {
    that: 'is told a little more before its second retry',
    did: { calls: [[limitedMs(0, 100), limitedMs(100, 4_201), { at: 4_301 }]] },
    ...{ outcome: 'pass', samples: 2 },
  },
  {
    that: 'is told a date, and comes a second too soon, which a date cannot tell',
    did: { calls: [[limited(0, dateIn(6_000)), { at: 4_980 }]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'is told a date, and comes sooner than that',
    did: { calls: [[limited(0, dateIn(6_000)), { at: 4_979 }]] },
    ...{ outcome: 'fail', found: early },
  },
  {
    that: 'never comes again',
    did: { calls: [[limited(0)], [{ at: 5 }]] },
    outcome: 'inconclusive',
    samples: 0,
    because: none,
  },
  {
    that: 'is told not to wait, or a date that has passed, or nothing that can be read',
    did: {
      calls: [
        [limited(0, 0), { at: 1 }],
        [limited(5, dateIn(-9_000)), { at: 7 }],
        [limited(8, 'soon'), { at: 9 }],
      ],
    },
    ...{ outcome: 'inconclusive', samples: 0, because: none },
  },
  {
    that: 'asks another model meanwhile, while the limit is that of the workspace',
    did: { calls: [[limited(0), { at: 10, entry: { model: 'a-peer' } }]] },
    ...{ outcome: 'fail', found: early },
  },
  {
    that: 'asks another model meanwhile, whose limit may be another one',
    platform: 'openai',
    did: {
      calls: [
        [
          { ...limited(0), error: 'rate-limit-exceeded' },
          { at: 10, entry: { model: 'a-peer' } },
        ],
      ],
    },
    ...{ outcome: 'inconclusive', found: maybeEarly },
  },
  {
    that: 'asks another model with another key meanwhile',
    did: { calls: [[limited(0), { at: 10, entry: { model: 'a-peer', key: 'sk-oa**********25xx' } }]] },
    ...{ outcome: 'inconclusive', found: maybeEarly },
  },
  {
    that: 'comes back to the limited model before its wait is over, after another one failed',
    did: {
      calls: [[limited(0), { at: 10, error: 'bad-gateway', entry: { model: 'a-peer' } }, { at: 520 }]],
    },
    ...{ outcome: 'fail', samples: 2, found: ['error wrong retried-too-early 2x'] },
  },
  {
    that: 'comes back to the limited model when its wait is over, after another error',
    did: { calls: [[limited(0), { at: 5_000, error: 'bad-gateway' }, { at: 5_600 }]] },
    ...{ outcome: 'pass', samples: 1, because: '1 wait kept' },
  },
  {
    that: 'comes back to an unavailable model before its wait is over, after another one failed',
    did: {
      calls: [
        [
          { at: 0, error: 'no-healthy-upstream', retryAfter: 9 },
          { at: 10, error: 'bad-gateway', entry: { model: 'a-peer' } },
          { at: 520 },
        ],
      ],
    },
    ...{ outcome: 'fail', samples: 1, found: early },
    because: 'attempt 3 came 520ms after a 503 no-healthy-upstream that asked for 9s',
  },
  {
    that: 'comes early by retry-after-ms, which no page and no standard names',
    did: { calls: [[limitedMs(0, 5_000), { at: 510 }]] },
    ...{ outcome: 'inconclusive', found: maybeEarly },
  },
  {
    that: 'asks with another key meanwhile',
    did: { calls: [[limited(0), { at: 10, entry: { key: 'sk-oa**********25xx' } }]] },
    ...{ outcome: 'inconclusive', found: maybeEarly },
  },
  {
    that: 'asks another model while the one is unavailable',
    did: {
      calls: [
        [
          { at: 0, error: 'no-healthy-upstream', retryAfter: 9 },
          { at: 10, entry: { model: 'a-peer' } },
        ],
      ],
    },
    ...{ outcome: 'inconclusive', samples: 0, because: none },
  },
  {
    that: 'asks the same model again while it is unavailable',
    did: { calls: [[{ at: 0, error: 'no-healthy-upstream', retryAfter: 9 }, { at: 10 }]] },
    ...{ outcome: 'fail', found: early },
  },
  {
    that: 'was still waiting when it was stopped for lack of time',
    did: { calls: [[limited(0, 1_382_400)]], ...stopped('time') },
    ...{ outcome: 'inconclusive', samples: 0 },
    because: 'the time limit stopped the command inside a wait of 384h',
  },
  {
    that: 'was still waiting in one call, and kept its wait in another',
    did: { calls: [[limited(0, 3)], [limited(10), { at: 5_010 }]], ...stopped('time') },
    ...{ outcome: 'pass', samples: 1, because: '1 wait kept' },
  },
  {
    that: 'gives up where the wait is more than a minute',
    did: { calls: [[limited(0, 61)]] },
    ...{ outcome: 'pass', samples: 1, because: '1 call gave up instead of waiting' },
  },
  {
    that: 'gives up where the wait is a minute, which it may as well wait',
    did: { calls: [[limited(0, 60)]] },
    ...{ outcome: 'inconclusive', samples: 0, because: none },
  },
  {
    that: 'keeps one wait and gives up on another',
    did: { calls: [[limited(0), { at: 5_000 }], [limited(6_000, 90)]] },
    ...{ outcome: 'pass', samples: 2, because: '1 wait kept; 1 call gave up instead of waiting' },
  },
  {
    that: 'was still waiting, for no longer than it may have waited anyway',
    did: { calls: [[limited(0, 2)]], ...stopped('time') },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'was still waiting for its second retry, for no longer than it may have waited anyway',
    did: { calls: [[limited(0, 1), limitedMs(1_000, 4_200)]], ...stopped('time') },
    ...{ outcome: 'inconclusive', samples: 1 },
  },
  {
    that: 'was stopped because it came too often',
    did: { calls: [[limited(0, 9)]], ...stopped('attempts') },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'comes again when its budget is there again',
    ...{ platform: 'deeptoken', did: { calls: [[overBudget(0), { at: 60_000 }]] } },
    ...{ outcome: 'pass', samples: 1, because: '1 wait kept' },
  },
  {
    that: 'comes again before its budget is there',
    ...{ platform: 'deeptoken', did: { calls: [[overBudget(0), overBudget(501), { at: 60_000 }]] } },
    ...{ outcome: 'fail', samples: 2, found: ['error wrong retried-before-its-window'] },
    because: 'attempt 2 met 403 budget-limit-exceeded again, 500ms later',
  },
  {
    that: 'comes again with another key, which has a budget of its own',
    ...{
      platform: 'deeptoken',
      did: { calls: [[overBudget(0), overBudget(501, { key: 'sk-ab**********25xx' })]] },
    },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'gives up where only a window helps',
    platform: 'deeptoken',
    did: { calls: [[overBudget(0)]] },
    ...{ outcome: 'pass', samples: 1, because: '1 call gave up instead of waiting' },
  },
  {
    that: 'was stopped in such a window',
    platform: 'deeptoken',
    did: { calls: [[overBudget(0)]], ...stopped('time') },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'comes too early where HTTP alone says what the header means',
    platform: 'deeptoken',
    did: { calls: [[limited(0), { at: 510 }]] },
    ...{ outcome: 'fail', samples: 1, found: early },
  },
  {
    that: 'comes again after a limit that tells no wait, and meets it again',
    ...{ platform: 'deeptoken-en' },
    did: {
      calls: [
        [
          { at: 0, error: 'budget-exceeded' },
          { at: 9, error: 'budget-exceeded' },
        ],
      ],
    },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
];
