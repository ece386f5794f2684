import type { Row } from '../../helpers/expectation-rows.ts';
import { spaced } from '../../helpers/spaced.ts';
import type { Told } from '../../helpers/timeline.ts';

const bad: Omit<Told, 'at'> = { error: 'bad-gateway' };
const times = (count: number, gap = 1_000) =>
  spaced(
    bad,
    Array.from({ length: count - 1 }, () => gap),
    bad,
  );
/** Requests of an SDK that counts its retries, with the gaps between its rounds. */
const rounds = (inner: number, gaps: readonly number[]) => {
  const told: Told[] = [];
  let at = 0;
  for (const gap of [...gaps, 0]) {
    for (let retryCount = 0; retryCount < inner; retryCount += 1, at += 500)
      told.push({ ...bad, at, took: 1, entry: { retryCount } });
    at += gap - 499;
  }
  return told;
};
const stopped = { code: null, stopped: 'attempts', output: 'nothing' } as const;

const multiply = ['error wrong layers-multiply'];
const tooMany = ['error wrong too-many-requests'];
const advised = ['advice wrong too-many-requests'];

export const rows: readonly Row[] = [
  {
    that: 'sends a call three times at most',
    did: { calls: [times(3), [{ at: 5_000 }], times(1)] },
    ...{ outcome: 'pass', samples: 2, because: '2 calls met an error; the most requests for one were 3' },
  },
  {
    that: 'makes the five retries of the waits that the platform gives',
    ...{ did: { calls: [times(6)] }, outcome: 'pass', found: [] },
  },
  {
    that: 'makes one more, in one layer',
    did: { calls: [times(7)] },
    ...{ outcome: 'pass', found: advised, because: '7 requests for 1 call; 6 are allowed (advice)' },
  },
  {
    that: 'makes more than three where the platform gives no waits',
    ...{ platform: 'openai', did: { calls: [spaced({ error: 'bad-gateway' }, [1, 1, 1, 1])] } },
    ...{ outcome: 'pass', found: advised },
  },
  {
    that: 'asks through an SDK, a framework and a job',
    did: { calls: [rounds(3, [50, 5_000, 50])] },
    ...{ outcome: 'fail', found: multiply, samples: 1 },
    because: '12 requests for 1 call, through 3 layers (3 × 2 × 2); 6 are allowed',
  },
  {
    that: 'asks through an SDK and four times around it, which may be two layers',
    did: { calls: [rounds(3, [1_000, 1_000, 1_000])] },
    ...{ outcome: 'fail', found: multiply },
    because: '12 requests for 1 call, through at least 2 layers (3 × 4); 6 are allowed',
  },
  {
    that: 'multiplies fewer requests than are usual',
    ...{ did: { calls: [rounds(2, [1_000])] }, outcome: 'pass', samples: 1 },
  },
  {
    that: 'makes as many as the scenario allows',
    ...{ params: { max: 4 }, did: { calls: [times(4)] }, outcome: 'pass' },
  },
  {
    that: 'makes one more than the scenario allows',
    ...{ params: { max: 3 }, did: { calls: [times(4)] }, outcome: 'fail', found: tooMany },
    ...{ because: '4 requests for 1 call; 3 are allowed', evidence: [[101, 102, 103, 104]] },
  },
  {
    that: 'is answered after more than the scenario allows',
    ...{ params: { max: 1 }, did: { calls: [spaced(bad, [1_000])] }, outcome: 'fail', found: tooMany },
  },
  {
    that: 'begins anew after its pauses, which other clients do by chance',
    did: { calls: [spaced(bad, [10, 2_000, 10, 2_000, 10, 2_000, 10], bad)] },
    ...{ outcome: 'pass', found: ['advice wrong layers-multiply'] },
    because: '8 requests for 1 call, through at least 2 layers (2 × 4); 6 are allowed (advice)',
  },
  {
    that: 'met no error',
    did: { calls: [[{ at: 0 }]] },
    ...{ outcome: 'inconclusive', samples: 0, because: 'no call met an error' },
  },
  {
    that: 'is stopped before it could send more',
    params: { max: 3 },
    did: { calls: [times(3)], command: stopped },
    ...{ outcome: 'inconclusive', because: 'stopped before a call had made more than 3 requests' },
  },
  {
    that: 'is stopped after it has sent more',
    ...{ params: { max: 3 }, did: { calls: [times(4)], command: stopped }, outcome: 'fail', found: tooMany },
  },
  {
    that: 'polls',
    did: {
      calls: [
        spaced({ ...bad, entry: { method: 'GET' } }, [999, 999, 999, 999, 999, 999, 999], {
          entry: { method: 'GET' },
        }),
      ],
    },
    ...{ outcome: 'inconclusive', samples: 0 },
  },
];

export const params = { takes: [{}, { max: 1 }], refuses: [{ max: 0 }, { max: 2.5 }, { max: '3' }] };

export const notAskedFor =
  'no document gives a number of requests for a call; where an SDK shows two layers by its retry count, ' +
  'gives-up finds it in every scenario';
