import { expect, test } from 'vitest';
import type { Backoff } from '../../../src/model/platform.ts';
import { backoffBand } from '../../../src/timeline/allowed.ts';
import { someTime } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { type Told, timeline } from '../../helpers/timeline.ts';

const tokenFactory: Backoff = { firstMs: 1_000, factor: 2, jitter: 0.5, capMs: 30_000, documented: {} };

test.each([
  [0, 500, 1_500],
  [1, 1_000, 3_000],
  [2, 2_000, 6_000],
  [4, 8_000, 24_000],
  [5, 15_000, 45_000],
  [9, 15_000, 45_000],
])('wait %i lasts from %i to %i ms, whatever way the cap is read', (n, fromMs, toMs) => {
  expect(backoffBand(tokenFactory, n)).toEqual({ fromMs, toMs });
});

/** Band of each attempt, in milliseconds since the beginning. */
function bands(attempts: readonly Told[], platform = 'token-factory'): string[] {
  const { calls } = timeline({ inUse: platformInUse(platform), calls: [attempts] });
  return (calls[0]?.attempts ?? []).map(({ allowed }) =>
    allowed === null ? '-' : `${allowed.from - someTime}..${allowed.to - someTime} ${allowed.because}`,
  );
}

const date = (ms: number) => new Date(someTime + ms).toUTCString();
const other = { entry: { model: 'another' } };

test.each<[string, readonly Told[], readonly string[]]>([
  ['the first attempt', [{ at: 0 }], ['-']],
  [
    'backoff counts from the head of an error, else from the end',
    [
      { at: 0, took: 500, error: 'bad-gateway', headAt: 100 },
      { at: 1_100, took: 50, status: null, ending: 'severed', faults: ['disconnect'] },
      { at: 9_000 },
    ],
    ['-', '600..1600 backoff', '2150..4150 backoff'],
  ],
  [
    'backoff doubles',
    [
      { at: 0, took: 100, error: 'bad-gateway' },
      { at: 1_100, took: 50, error: 'bad-gateway' },
      { at: 9_000, error: 'bad-gateway' },
    ],
    ['-', '600..1600 backoff', '2150..4150 backoff'],
  ],
  [
    'a wait in seconds counts from the head, and is late after half of it or two seconds',
    [
      { at: 0, took: 100, error: 'rate-limited', retryAfter: 3, headAt: 60 },
      { at: 9_000, error: 'rate-limited', retryAfter: 10 },
      { at: 30_000 },
    ],
    ['-', '3060..5060 retry-after', '19000..24000 retry-after'],
  ],
  [
    'a date may be a second early',
    [
      { at: 0, error: 'rate-limited', retryAfter: date(4_000) },
      { at: 5_000, error: 'rate-limited', retryAfter: date(6_500) },
      { at: 9_000 },
    ],
    ['-', '3000..5000 retry-after', '5000..7000 retry-after'],
  ],
  [
    'a wait of zero and a date in the past leave the wait to the client',
    [
      { at: 0, error: 'rate-limited', retryAfter: 0 },
      { at: 1_000, error: 'rate-limited', retryAfter: date(-60_000) },
      { at: 9_000 },
    ],
    ['-', '500..1500 backoff', '2000..4000 backoff'],
  ],
  [
    'a wait that was told does not count as one of the backoff',
    [
      { at: 0, error: 'rate-limited', retryAfter: 1 },
      { at: 2_000, error: 'bad-gateway' },
      { at: 4_000, error: 'rate-limited', retryAfter: 1 },
      { at: 6_000, error: 'bad-gateway' },
      { at: 9_000 },
    ],
    ['-', '1000..3000 retry-after', '2501..3501 backoff', '5000..7000 retry-after', '7001..9001 backoff'],
  ],
  [
    'another model need not wait, and begins anew',
    [
      { at: 0, error: 'bad-gateway' },
      { at: 1_000, error: 'bad-gateway' },
      { at: 3_000, error: 'bad-gateway', ...other },
      { at: 4_000, ...other },
    ],
    ['-', '501..1501 backoff', '-', '3501..4501 backoff'],
  ],
  [
    'a rate limit holds for every model, an overloaded one for itself',
    [
      { at: 0, error: 'rate-limited', retryAfter: 2 },
      { at: 1, error: 'no-healthy-upstream', retryAfter: 2, ...other },
      { at: 9_000 },
    ],
    ['-', '2000..4000 retry-after', '-'],
  ],
  [
    'nothing is said of what does not pass, nor of answers',
    [{ at: 0, error: 'invalid-payload' }, { at: 10 }, { at: 20 }],
    ['-', '-', '-'],
  ],
  [
    'broken answers and silence pass',
    [
      { at: 0, status: null, ending: 'severed' },
      { at: 1_000, ending: 'damaged' },
      { at: 9_000, status: null, ending: 'client-left', faults: ['hang'] },
      { at: 19_000, status: null, ending: 'hung' },
      { at: 99_000, ending: 'drained' },
      { at: 199_000 },
    ],
    ['-', '501..1501 backoff', '2001..4001 backoff', '11001..15001 backoff', '23001..31001 backoff', '-'],
  ],
  ['who is to look first has no wait to keep', [{ at: 0, error: 'conflict' }, { at: 1 }], ['-', '-']],
])('%s', (_, attempts, expected) => {
  expect(bands(attempts)).toEqual(expected);
});

test('without figures of the platform only told waits are bands', () => {
  const attempts: Told[] = [
    { at: 0, error: 'platform-error' },
    { at: 1, error: 'rate-limited', retryAfter: 1 },
    { at: 2 },
  ];
  expect(bands(attempts, 'deeptoken')).toEqual(['-', '-', '1001..3001 retry-after']);
});
