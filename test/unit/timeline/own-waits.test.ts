import { expect, test } from 'vitest';
import { backoffBand } from '../../../src/timeline/allowed.ts';
import { ownWaitsOf } from '../../../src/timeline/own-waits.ts';
import { every, underLimit } from '../../helpers/limited.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { type Told, timeline } from '../../helpers/timeline.ts';

const inUse = platformInUse();
const { backoff } = inUse.platform;
const bad = 'bad-gateway';
const peer = { model: 'a-peer' } as const;

const calls: readonly (readonly [string, readonly Told[], readonly (readonly [number, number])[]])[] = [
  [
    'counts from the first wait',
    [{ at: 0, error: bad }, { at: 1_001, error: bad }, { at: 3_002 }],
    [
      [0, 1_000],
      [1, 2_000],
    ],
  ],
  [
    'leaves out what was told',
    [
      { at: 0, error: bad },
      { at: 801, error: 'rate-limited', retryAfter: 5 },
      { at: 6_000, error: bad },
      { at: 7_001 },
    ],
    [
      [0, 800],
      [1, 1_000],
    ],
  ],
  [
    'begins anew with another model',
    [
      { at: 0, error: bad },
      { at: 501, error: bad },
      { at: 510, error: bad, entry: peer },
      { at: 1_011, entry: peer },
    ],
    [
      [0, 500],
      [0, 500],
    ],
  ],
];

test.each(calls)('own waits of a call: it %s', (_, call, waits) => {
  const told = timeline({ inUse, calls: [call, call] });
  const own = ownWaitsOf(told);
  expect(own.map(({ n, ms }) => [n, ms])).toEqual([...waits, ...waits]);
  for (const { n, before, attempt } of own) {
    if (backoff === null) throw new Error('the platform gives no figures');
    const { fromMs, toMs } = backoffBand(backoff, n);
    const [from, to] = [before.endedAt + fromMs, before.endedAt + toMs];
    expect(attempt.allowed).toEqual({ from, to, because: 'backoff' });
  }
  const allowed = told.calls
    .flatMap(({ attempts }) => attempts)
    .filter((each) => each.allowed?.because === 'backoff');
  expect(own.map(({ attempt }) => attempt)).toEqual(allowed);
});

const at = (ms: number, model: string): Told => ({ at: ms, error: 'no-healthy-upstream', entry: { model } });

test.each<[string, readonly Told[], readonly (readonly [number, number])[]]>([
  ['a move to a peer has none', [at(0, 'a'), at(10, 'b')], []],
  [
    'a return lasts from the attempt at the same model, and each further return from zero up',
    [at(0, 'a'), at(100, 'b'), at(200, 'a'), at(300, 'b'), at(400, 'a')],
    [
      [0, 199],
      [0, 199],
      [1, 199],
    ],
  ],
  [
    'waits in turn begin anew behind a return',
    [at(0, 'a'), at(100, 'a'), at(200, 'b'), at(300, 'a'), at(400, 'a')],
    [
      [0, 99],
      [0, 199],
      [0, 99],
    ],
  ],
])('own waits with several models: %s', (_, call, waits) => {
  expect(ownWaitsOf(timeline({ inUse, calls: [call] })).map(({ n, ms }) => [n, ms])).toEqual(waits);
});

test.each<[string, readonly Told[], readonly string[]]>([
  ['an error', [{ at: 0, error: bad }, { at: 9 }], ['documents']],
  ['a connection that broke', [{ at: 0, status: null, ending: 'severed' }, { at: 9 }], ['assumed']],
  [
    'a wait of zero, which invites one retry alone',
    [
      { at: 0, error: 'rate-limited', retryAfter: 0 },
      { at: 9, error: 'rate-limited', retryAfter: 0 },
      { at: 19, error: bad },
      { at: 29 },
    ],
    ['assumed', 'documents', 'documents'],
  ],
])('what asks for a wait after %s', (_, call, bases) => {
  expect(ownWaitsOf(timeline({ inUse, calls: [call] })).map(({ basis }) => basis)).toEqual(bases);
});

test('a true limit tells each wait, so that a client chooses none', () => {
  const limited = underLimit([...every(0, 10).map((at) => [at]), [100, 1_110], [100, 1_110, 2_120]]);
  expect(ownWaitsOf(timeline({ inUse, calls: limited }))).toEqual([]);
});
