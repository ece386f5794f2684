import type { Row } from '../../helpers/expectation-rows.ts';
import type { Told } from '../../helpers/timeline.ts';

/** A limit of 60 requests a minute: one comes back each second. */
const told = (remaining: number | string, reset = '60s'): readonly string[] => [
  ...['x-ratelimit-limit-requests', '60', 'x-ratelimit-remaining-requests', String(remaining)],
  ...['x-ratelimit-reset-requests', reset],
];
const on = (connection: number) => ({ entry: { connection } });
const passed = (at: number, left: number | string, reset?: string): Told => ({
  ...{ at, headers: told(left, reset) },
  ...on(1),
});
const refused = (at: number): Told => ({
  ...{ at, headers: told(0), error: 'rate-limit-exceeded', retryAfter: 1 },
  ...on(1),
});
/** None is left, and the next request comes so much later and is refused; it waits as told. */
const runsOn = (times: number, gapMs: number, from = 0): Told[][] =>
  Array.from({ length: times }, (_, n) => [
    [passed(from + n * 2_000, 0)],
    [refused(from + n * 2_000 + gapMs)],
  ]).flat();
const slows = (times: number, from = 0): Told[][] =>
  Array.from({ length: times }, (_, n) => [passed(from + n * 1_100, 0)]);
const ran = (times: number) => [`error wrong ran-into-the-limit${times === 1 ? '' : ` ${times}x`}`];
const openai = { platform: 'openai' } as const;
/** Requests of which two are under way at once, so that not all come in turn. */
const beside: Told[][] = [
  [{ at: 500_000, took: 100, headAt: 500_090, ...on(8) }],
  [{ at: 500_001, ...on(9) }],
];

export const rows: readonly Row[] = [
  {
    that: 'waits for one to come back each time that none is left',
    ...openai,
    did: { calls: slows(5) },
    ...{ outcome: 'pass', samples: 4, because: '4 requests came later, since few were left' },
  },
  {
    that: 'asks at once and is refused each time that none is left',
    ...openai,
    did: { calls: runsOn(3, 5) },
    ...{ outcome: 'fail', samples: 3, found: ran(3) },
    because: '0 of 60 requests were left and all of them free in 1m; the next request came 5ms later',
  },
  {
    that: 'does so twice, which may be an accident',
    ...openai,
    did: { calls: runsOn(2, 5) },
    ...{ outcome: 'inconclusive', samples: 0, because: 'it ran into the limit 2 times' },
  },
  {
    that: 'comes just before half of the time in which one comes back',
    ...openai,
    did: { calls: runsOn(3, 499) },
    ...{ outcome: 'fail', found: ran(3) },
  },
  {
    that: 'comes after half of that time, and is refused since others came before it',
    ...openai,
    did: { calls: runsOn(3, 500) },
    ...{
      outcome: 'inconclusive',
      samples: 0,
      because: 'no further one came from a process that surely knew',
    },
  },
  {
    that: 'slows down as often as it does not',
    ...openai,
    did: { calls: [...runsOn(3, 5), ...slows(4, 20_000)] },
    ...{ outcome: 'pass', samples: 3 },
  },
  {
    that: 'slows down less often than it does not',
    ...openai,
    did: { calls: [...runsOn(4, 5), ...slows(4, 20_000)] },
    ...{ outcome: 'fail', samples: 7, found: ran(4) },
  },
  {
    that: 'sends several at once and is refused on connections that brought no answer before',
    ...openai,
    did: {
      calls: [...beside, ...runsOn(4, 5).map(([one], n) => [{ ...(one as Told), ...on(n + 1) }])],
    },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'sends several at once and is refused on connections whose answers told it',
    ...openai,
    did: { calls: [...beside, ...runsOn(4, 5)] },
    ...{ outcome: 'fail', found: ran(4) },
  },
  {
    that: 'asks with another key, whose limit is another one',
    ...openai,
    did: {
      calls: runsOn(4, 5).map(([one], n) => {
        const { entry, ...more } = one as Told;
        return [{ ...more, entry: { ...entry, key: n % 2 === 0 ? 'sk-a' : 'sk-b' } }];
      }),
    },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'asks at a low rate',
    ...openai,
    did: { calls: Array.from({ length: 20 }, (_, n) => [passed(n * 3_000, 59, '1s')]) },
    ...{ outcome: 'inconclusive', samples: 0, because: 'there were always 59 requests left or more' },
  },
  {
    that: 'asks at once where a few are left, and passes',
    ...openai,
    did: { calls: [6, 5, 4, 3, 2, 1].map((left, n) => [passed(n * 10, left)]) },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
  {
    that: 'waits where a few are left',
    ...openai,
    did: { calls: [[passed(0, 6)], [passed(1_100, 6)]] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'waits where more than a few are left',
    ...openai,
    did: { calls: [[passed(0, 7)], [passed(1_100, 7)]] },
    ...{ outcome: 'inconclusive', samples: 0, because: 'there were always 7 requests left or more' },
  },
  {
    that: 'is told lies, which nothing can be told from',
    ...openai,
    did: {
      calls: [
        [passed(0, -1)],
        [refused(5)],
        [passed(9_000, 0, '-1s')],
        [passed(9_100, 'many')],
        [refused(9_200)],
      ],
    },
    outcome: 'inconclusive',
  },
  {
    that: 'meets answers that tell nothing',
    ...openai,
    did: { calls: [[{ at: 0 }], [{ at: 5, error: 'rate-limit-exceeded', retryAfter: 1 }]] },
    ...{ outcome: 'inconclusive', samples: 0, because: 'no answer reported how many requests are left' },
  },
  {
    that: 'meets header fields that the file of its platform does not name',
    ...openai,
    did: { calls: [[{ at: 0, headers: ['x-remaining', '0'] }], [{ at: 5, headers: ['x-remaining', '0'] }]] },
    ...{ outcome: 'inconclusive', because: 'no answer reported how many requests are left' },
  },
];

export const notAskedFor =
  'only some platforms tell what is left, and none of their documents asks to go by it';
