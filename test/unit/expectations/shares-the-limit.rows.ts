import type { Row } from '../../helpers/expectation-rows.ts';
import { every, ten, underLimit } from '../../helpers/limited.ts';

/** Ten requests at once, then one with each that comes back. */
const paced = (count: number, ms = 1_000) => [
  ...every(0, 10).map((at) => [at]),
  ...every(ms, count, ms).map((at) => [at]),
];
/** A call that comes too early so many times before the time at which it passes. */
const early = (passes: number, times: number) => [...every(1, times, passes - 500).map((at) => at), passes];
/** Ten requests at once, then calls that pass one a second, of which each was refused so often. */
const refusedEach = (count: number, times: number) => [
  ...every(0, 10).map((at) => [at]),
  ...every(1_000, count, 1_000).map((at) => early(at, times)),
];
const wasted = (severity: string) => [`${severity} wrong wasted-attempts`];
const unused = (severity: string) => [`${severity} wrong left-room-unused`];

/** One that is refused at the beginning and comes again after so long, while others have stopped. */
const sleeper = (ms: number) => [...every(0, 20).map((at) => [at]), ...[[100, ms]]];
/** All of them are refused at first and come back one by one, later than they could. */
const late = (ms: number) => [...every(0, 10).map((at) => [at]), ...every(ms, 20, ms).map((at) => [50, at])];

export const rows: readonly Row[] = [
  {
    that: 'sends no more than comes back',
    did: { calls: underLimit(paced(20)) },
    ...{ outcome: 'pass', samples: 30 },
    because: '100 % of what it allows got through, 0 in vain for each (30 requests',
  },
  {
    that: 'is refused once for each two that pass, which is what is usual',
    did: { calls: underLimit([...refusedEach(10, 1)]) },
    ...{ outcome: 'pass', samples: 30, because: '0.5 in vain for each (20 requests through and 10 refused)' },
  },
  {
    that: 'is refused more often than that, where no figure is asked for',
    did: { calls: underLimit(refusedEach(11, 1)) },
    ...{ outcome: 'pass', found: wasted('advice') },
  },
  {
    that: 'is refused more often than it may be',
    params: { wasted: 0.5 },
    did: { calls: underLimit(refusedEach(11, 1)) },
    ...{ outcome: 'fail', samples: 32, found: wasted('error') },
    because: '0.52 in vain for each (21 requests through and 11 refused); at most 0.5 should be',
  },
  {
    that: 'is refused as often as it may be',
    params: { wasted: 2 },
    did: { calls: underLimit(refusedEach(10, 4)) },
    outcome: 'pass',
  },
  {
    that: 'never gets anything through',
    params: { wasted: 19 },
    did: {
      calls: underLimit(
        every(1, 25).map((at) => [at]),
        { amount: 1, perMs: 3_600_000 },
      ),
    },
    ...{ outcome: 'fail', found: wasted('error'), because: '24 in vain for each (1 requests through' },
  },
  {
    that: 'comes back later than it could',
    params: { goodput: 0.8 },
    did: { calls: underLimit(late(1_500)) },
    ...{ outcome: 'fail', found: ['advice wrong wasted-attempts', ...unused('error')].reverse() },
    because: '75 % to 76 % of what it allows got through',
  },
  {
    that: 'comes back a little later than it could',
    params: { goodput: 0.8 },
    did: { calls: underLimit(late(1_250)) },
    ...{ outcome: 'pass', found: wasted('advice') },
  },
  {
    that: 'comes back later than it could, where no figure is asked for',
    did: { calls: underLimit(late(1_500)) },
    ...{ outcome: 'pass', found: [...wasted('advice'), ...unused('advice')] },
  },
  {
    that: 'pauses without a call that waits, and has to show that it uses the limit',
    params: { goodput: 0.8 },
    did: { calls: underLimit([...paced(10), [30_000]]) },
    ...{ outcome: 'inconclusive', samples: 21 },
    because: /52 % to 100 % of what it allows.*nothing to send in its pauses$/,
  },
  {
    that: 'pauses without a call that waits, where only its waste is asked for',
    params: { wasted: 0.5 },
    did: { calls: underLimit([...paced(10), [30_000]]) },
    outcome: 'pass',
  },
  {
    that: 'leaves one call asleep for longer than the whole limit takes to come back',
    params: { goodput: 0.8 },
    did: { calls: underLimit(sleeper(40_000)) },
    ...{ outcome: 'fail', found: [...unused('error'), ...wasted('advice')] },
  },
  {
    that: 'uses later what came back while a call waited',
    params: { goodput: 0.8 },
    did: { calls: underLimit([...paced(0), [100, 9_000], ...every(0, 7, 9_000).map((at) => [at])]) },
    ...{ outcome: 'inconclusive', samples: 0, because: 'fewer than 20 requests were counted' },
  },
  {
    that: 'uses later what came back while calls waited, of two such times',
    params: { goodput: 0.8 },
    did: {
      calls: underLimit([
        ...paced(0),
        ...[
          [100, 9_000],
          [9_100, 18_000],
        ],
        ...every(0, 8, 9_000).map((at) => [at]),
        ...every(0, 8, 18_000).map((at) => [at]),
      ]),
    },
    ...{ outcome: 'pass', because: '100 % of what it allows got through' },
  },
  {
    that: 'comes back in time for each window',
    params: { goodput: 0.9 },
    did: {
      calls: underLimit(
        [...every(0, 10), ...every(0, 10, 10_000)].map((at, index) => (index < 10 ? [at] : [500, at])),
        { ...ten, algorithm: 'fixed-window' },
      ),
    },
    ...{ outcome: 'pass', found: [] },
  },
  {
    that: 'sleeps through a window',
    params: { goodput: 0.9 },
    did: {
      calls: underLimit(
        [...every(0, 10), ...every(0, 10, 20_000)].map((at, index) => (index < 10 ? [at] : [500, at])),
        { ...ten, algorithm: 'fixed-window' },
      ),
    },
    ...{ outcome: 'fail', found: unused('error') },
  },
  {
    that: 'never reaches the limit',
    did: { calls: underLimit(every(1_000, 30).map((at) => [at])) },
    ...{ outcome: 'inconclusive', samples: 0, because: 'no limit was reached' },
  },
  {
    that: 'leaves no more than a tenth of the limit',
    did: { calls: underLimit([...every(0, 9), ...every(1_000, 20, 1_000)].map((at) => [at])) },
    ...{ outcome: 'pass', samples: 29 },
  },
  {
    that: 'leaves more than that',
    did: { calls: underLimit([...every(0, 8), ...every(1_000, 20, 1_000)].map((at) => [at])) },
    ...{ outcome: 'inconclusive', samples: 0, because: 'no limit was reached' },
  },
  {
    that: 'meets a limit without which no rule says anything',
    did: { calls: [[{ at: 0, error: 'rate-limited', retryAfter: 1 }, { at: 1_000 }]] },
    ...{ outcome: 'inconclusive', samples: 0, because: 'no limit was reached' },
  },
  {
    that: 'sent less than shows anything',
    did: { calls: underLimit(refusedEach(4, 1)) },
    ...{ outcome: 'inconclusive', samples: 0, because: 'fewer than 20 requests were counted: ten' },
  },
  {
    that: 'meets a limit of tokens, of which only the waste is known',
    params: { wasted: 0.5 },
    did: { calls: underLimit(refusedEach(11, 1), { ...ten, unit: 'tokens' }) },
    ...{
      outcome: 'fail',
      found: wasted('error'),
      because: 'how much it let through of what it could is not known',
    },
  },
  {
    that: 'has two keys, each with a limit of its own',
    params: { goodput: 0.9 },
    did: {
      calls: ['one', 'two'].flatMap((key) => underLimit(paced(20), { ...ten, by: ['key'], entry: { key } })),
    },
    ...{
      outcome: 'pass',
      samples: 60,
      because: '100 % of what it allows got through, 0 in vain for each (60',
    },
  },
];

export const params = {
  takes: [{}, { goodput: 0.8 }, { wasted: 0 }, { goodput: 1, wasted: 3 }],
  refuses: [{ goodput: 1.1 }, { goodput: -0.1 }, { wasted: -1 }, { wasted: '1' }],
};

export const notAskedFor =
  'how much of a limit is to be used, and with how much waste, is for its owner to say';
