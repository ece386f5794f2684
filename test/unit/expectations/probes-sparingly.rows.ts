import type { Row } from '../../helpers/expectation-rows.ts';
import { every } from '../../helpers/limited.ts';
import type { Told } from '../../helpers/timeline.ts';

const named = (upstream: string, more: Told['entry'] = {}) =>
  ({ upstream, chosenBy: 'client', ...more }) as const;
const failed = (at: number, more?: Partial<Told>): Told => ({
  ...{ at, error: 'no-healthy-upstream', entry: named('primary') },
  ...more,
});
const passed = (at: number, upstream = 'secondary'): Told => ({ at, entry: named(upstream) });
/** A call that the primary refuses and the secondary answers. */
const moved = (at: number): Told[] => [failed(at), passed(at + 10)];
const around = (at: number): Told[] => [passed(at)];

const breaker = { failures: 3, probes: 1, per: '1s' };
const three = every(100, 3).map(moved);

export const rows: readonly Row[] = [
  {
    that: 'asks a dead upstream once a second after three failures',
    params: breaker,
    did: {
      calls: [...three, ...every(100, 30, 300).map((at) => (at % 1_100 === 0 ? moved(at) : around(at)))],
    },
    ...{ outcome: 'pass', samples: 1, because: '2 probes in 1 outage of an upstream' },
  },
  {
    that: 'asks a dead upstream with every call',
    params: breaker,
    did: { calls: every(100, 10).map(moved) },
    ...{ outcome: 'fail', samples: 1, found: ['error wrong hammered-a-dead-upstream'] },
    because: 'primary had met 503 no-healthy-upstream 3 times in a row, and 7 more requests came within 1s',
    evidence: [[401, 501, 601, 701, 801, 901, 1001]],
  },
  {
    that: 'asks it with every call, where no figure is asked for',
    did: { calls: every(100, 10).map(moved) },
    ...{ outcome: 'pass', samples: 1, found: ['advice wrong hammered-a-dead-upstream'] },
  },
  {
    that: 'probes it twice, just a second apart',
    params: breaker,
    did: { calls: [...three, moved(1_000), ...every(100, 9, 1_100).map(around), moved(2_000)] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'probes it twice, nearly a second apart',
    params: breaker,
    did: { calls: [...three, moved(1_000), ...every(100, 9, 1_010).map(around), moved(1_970)] },
    ...{ outcome: 'fail', found: ['error wrong hammered-a-dead-upstream'], evidence: [[401, 1401]] },
  },
  {
    that: 'had sent its requests before it could know of the third failure',
    params: breaker,
    did: {
      calls: [...every(1, 9).map((at) => [failed(at, { took: 500 })]), ...every(100, 9, 600).map(around)],
    },
    ...{ outcome: 'pass', samples: 1, because: '0 probes' },
  },
  {
    that: 'meets two failures alone',
    params: breaker,
    did: { calls: [...three.slice(1), ...every(100, 9, 600).map(around)] },
    ...{ outcome: 'inconclusive', because: 'no upstream failed 3 times in a row: 2 at most' },
  },
  {
    that: 'is answered between the failures',
    params: breaker,
    did: { calls: [...three.slice(1), [passed(300, 'primary')], ...every(100, 2, 400).map(moved)] },
    ...{ outcome: 'inconclusive', because: 'no upstream failed 3 times in a row: 2 at most' },
  },
  {
    that: 'has one more call to make, which shows nothing',
    params: breaker,
    did: { calls: [...three, around(400)] },
    ...{ outcome: 'inconclusive', because: 'it had no more than 1 call to make in 1s of an outage' },
  },
  {
    that: 'is limited by the rate, which is no outage',
    params: breaker,
    did: {
      calls: every(100, 9).map((at) => [
        { at, error: 'rate-limited', retryAfter: 1, entry: named('primary') },
      ]),
    },
    ...{ outcome: 'inconclusive', because: 'no upstream that the client had named by its URL was down' },
  },
  {
    that: 'asks a URL that names no upstream, where the gateway chooses',
    params: breaker,
    did: {
      calls: every(100, 9).map((at) => [failed(at, { entry: { upstream: 'primary', chosenBy: 'weight' } })]),
    },
    ...{ outcome: 'inconclusive', because: 'no upstream that the client had named by its URL was down' },
  },
  {
    that: 'is two programs, each with two failures of its own',
    params: breaker,
    did: {
      calls: every(100, 4).map((at) => [
        failed(at, { entry: named('primary', { client: at % 200 === 0 ? 'one' : 'other' }) }),
      ]),
    },
    ...{ outcome: 'inconclusive', because: 'no upstream failed 3 times in a row: 2 at most' },
  },
  {
    that: 'meets broken connections and silences',
    params: breaker,
    did: {
      calls: every(100, 9).map((at) => [
        failed(at, { status: null, error: undefined as never, ending: 'severed', faults: ['disconnect'] }),
      ]),
    },
    ...{ outcome: 'fail', found: ['error wrong hammered-a-dead-upstream'] },
  },
];

export const params = {
  takes: [{}, { failures: 1 }, { probes: 0 }, { failures: 3, probes: 2, per: '30s' }],
  refuses: [{ failures: 0 }, { probes: -1 }, { per: '0s' }, { per: 5 }],
};
