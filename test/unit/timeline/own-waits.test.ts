import { expect, test } from 'vitest';
import { backoffBand } from '../../../src/timeline/allowed.ts';
import { ownWaitsOf } from '../../../src/timeline/own-waits.ts';
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
