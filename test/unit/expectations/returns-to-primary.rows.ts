import type { Row } from '../../helpers/expectation-rows.ts';
import type { Told } from '../../helpers/timeline.ts';

const named = (upstream: string, more: Told['entry'] = {}) =>
  ({ upstream, chosenBy: 'client', ...more }) as const;
const primary = (at: number, more: Told['entry'] = {}): Told[] => [{ at, entry: named('primary', more) }];
/** A call that the primary refuses and the secondary answers. */
const moved = (at: number, faults: Told['faults'] = ['error']): Told[] => [
  { at, error: 'no-healthy-upstream', faults, entry: named('primary') },
  { at: at + 10, entry: named('secondary', { upstreamsDown: ['primary'] }) },
];
/** At the secondary: while the primary is down, and when it is well. */
const around = (at: number): Told[] => [{ at, entry: named('secondary', { upstreamsDown: ['primary'] }) }];
const away = (at: number, more: Told['entry'] = {}): Told[] => [{ at, entry: named('secondary', more) }];

const within = { within: '2s' };
const left = [primary(0), moved(100), around(200)];

export const rows: readonly Row[] = [
  {
    that: 'comes back as soon as it is well',
    params: within,
    did: { calls: [...left, away(1_000), primary(2_000)] },
    ...{ outcome: 'pass', samples: 1, because: '1 time a client came back to its first choice in time' },
  },
  {
    that: 'comes back by a probe, before anything else shows that it is well',
    params: within,
    did: { calls: [...left, primary(9_000)] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'never comes back',
    params: within,
    did: { calls: [...left, away(1_000), away(3_021)] },
    ...{ outcome: 'fail', samples: 1, found: ['error absent never-returned'], evidence: [[201, 401, 501]] },
    because:
      'primary was well again, and 2.02s later secondary was still asked in its place, which never was',
  },
  {
    that: 'never comes back, where no figure is asked for',
    did: { calls: [...left, away(1_000), away(61_021)] },
    ...{ outcome: 'pass', samples: 1, found: ['advice absent never-returned'] },
  },
  {
    that: 'makes no call late enough',
    params: within,
    did: { calls: [...left, away(1_000), away(3_020)] },
    ...{ outcome: 'inconclusive', because: 'no call came late enough after the upstream was well again' },
  },
  {
    that: 'comes back late',
    params: within,
    did: { calls: [...left, away(1_000), away(4_000), primary(5_000)] },
    ...{
      outcome: 'fail',
      found: ['error absent returned-late'],
      because: 'which was after 4s; 2s are allowed',
    },
  },
  {
    that: 'had no call to make in the meantime',
    params: within,
    did: { calls: [...left, away(1_000), primary(600_000)] },
    ...{ outcome: 'pass', samples: 1 },
  },
  {
    that: 'only looks at the list of models there',
    params: within,
    did: {
      calls: [...left, away(1_000), primary(2_000, { method: 'GET', route: 'models' }), away(4_000)],
    },
    ...{ outcome: 'fail', found: ['error absent never-returned'] },
  },
  {
    that: 'asks the other upstream for something else all the time',
    params: within,
    did: {
      calls: [
        ...left,
        ...[1_000, 4_000, 9_000].map((at) => away(at, { route: 'embeddings', url: '/v1/embeddings' })),
      ],
    },
    ...{ outcome: 'inconclusive', because: 'no call came late enough' },
  },
  {
    that: 'sees it well for a moment alone',
    params: within,
    did: { calls: [...left, away(1_000), around(2_000), away(3_500), away(5_000)] },
    outcome: 'inconclusive',
  },
  {
    that: 'leaves an upstream that fails by itself',
    params: within,
    did: { calls: [primary(0), moved(100, []), away(1_000), away(9_000)] },
    ...{ outcome: 'inconclusive', because: 'nothing shows when it was well again' },
  },
  {
    that: 'stays with its first choice through the outage',
    params: within,
    did: { calls: [primary(0), moved(100).slice(0, 1), primary(9_000)] },
    ...{ outcome: 'inconclusive', because: 'no client left its first choice for another upstream' },
  },
  {
    that: 'meets no outage',
    params: within,
    did: { calls: [primary(0), away(100)] },
    ...{ outcome: 'inconclusive', because: 'no upstream that the client had named by its URL was down' },
  },
  {
    that: 'began with the secondary, where the scenario names the primary',
    params: { within: '2s', primary: 'primary' },
    did: { calls: [away(0), ...left.slice(1), away(1_000), away(9_000)] },
    ...{ outcome: 'fail', found: ['error absent never-returned'] },
  },
  {
    that: 'began with the secondary, which is its first choice',
    params: within,
    did: { calls: [away(0), ...left.slice(1), away(1_000), away(9_000)] },
    ...{ outcome: 'inconclusive', because: 'no client left its first choice' },
  },
];

export const params = {
  takes: [{}, { within: '30s' }, { primary: 'eu' }],
  refuses: [{ within: 30 }, { primary: '' }],
};
