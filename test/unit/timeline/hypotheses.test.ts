import { expect, test } from 'vitest';
import type { RequestEntry } from '../../../src/model/entry.ts';
import type { EvidenceName } from '../../../src/model/evidence.ts';
import type { Call } from '../../../src/model/timeline.ts';
import { callsOf } from '../../../src/timeline/calls.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { entryOf, type Told } from '../../helpers/timeline.ts';

const inUse = platformInUse();

type After = readonly [call: number, ...evidence: EvidenceName[]];

/** A request that begins call `call` as the gateway counted it live, and may follow those of other calls. */
function request(call: number, told: Told, after: readonly After[] = []): RequestEntry {
  const predecessors = after.map(([before, ...evidence]) => ({ call: before, attempt: 1, evidence }));
  return { ...entryOf(told, call, 1, inUse), ...(after.length > 0 ? { predecessors } : {}) };
}

const limited = (at: number, more: Partial<Told> = {}): Told => ({
  ...{ at, error: 'rate-limited', retryAfter: 5, took: 100, headAt: at },
  ...more,
});

const shown = (calls: readonly Call[]) =>
  calls.map(({ attempts }) => attempts.map(({ entry }) => entry.call).join('-')).join(' ');

/** Each plausible grouping, the likeliest first: `1-3 2`, with how likely it is. */
function grouped(entries: readonly RequestEntry[]): [string, number][] {
  const { groupings, doubts } = callsOf(entries, new Map(), () => inUse);
  return groupings.map((calls, k) => [shown(calls), Math.round(100 * (doubts[0]?.shares[k] ?? 1))]);
}

test('requests in turn with one body are one call, however the gateway counted them', () => {
  const entries = [
    request(1, limited(0)),
    request(2, limited(200), [[1, 'equal-body']]),
    request(3, limited(400), [
      [2, 'equal-body'],
      [1, 'equal-body'],
    ]),
    request(4, limited(600), [
      [3, 'equal-body'],
      [2, 'equal-body'],
      [1, 'equal-body'],
    ]),
  ];
  expect(grouped(entries)).toEqual([['1-2-3-4', 100]]);
});

test('workers that come again when their waits are over are calls of their own', () => {
  const entries = [
    request(1, limited(0)),
    request(2, limited(150), [[1, 'equal-body']]),
    request(3, limited(300), [
      [2, 'equal-body'],
      [1, 'equal-body'],
    ]),
    request(4, { at: 5_010 }, [
      [1, 'equal-body'],
      [2, 'equal-body'],
      [3, 'equal-body'],
    ]),
    request(5, { at: 5_160 }, [
      [1, 'equal-body'],
      [2, 'equal-body'],
      [3, 'equal-body'],
    ]),
    request(6, { at: 5_310 }, [
      [1, 'equal-body'],
      [2, 'equal-body'],
      [3, 'equal-body'],
    ]),
  ];
  expect(grouped(entries)[0]?.[0]).toBe('1-4 2-5 3-6');
});

test('a retry count of 0 is a new call where the client ever counts', () => {
  const count = (retryCount: number) => ({ entry: { retryCount } });
  const entries = (last: number) => [
    request(1, limited(0, count(0))),
    request(2, limited(150, count(0)), [[1, 'equal-body', 'counts-anew']]),
    request(3, { at: 9_000, ...count(last) }),
  ];
  expect(grouped(entries(1))[0]?.[0]).toBe('1 2 3');
  expect(grouped(entries(0))[0]?.[0]).toBe('1-2 3');
});

test('a body that only resembles another one leaves both readings open', () => {
  const final: Told = { at: 0, error: 'invalid-api-key' };
  const entries = [request(1, final), request(2, { ...final, at: 300 }, [[1, 'similar-body']])];
  expect(grouped(entries)).toEqual([
    ['1-2', 69],
    ['1 2', 31],
  ]);
});

test('however often an overlapping client repeats a body, that is one fact: never certain', () => {
  const open = { took: 500 };
  const starts = [0, 1, 2, 3].map((n) => request(n + 1, limited(n, open)));
  const again = [4, 5, 6, 7].map((n) =>
    request(
      n + 1,
      limited(600 + n, open),
      [1, 2, 3, 4].map((call) => [call, 'equal-body', 'pooled-at-once']),
    ),
  );
  const found = grouped([...starts, ...again]);
  expect(found.map(([calls]) => calls)).toContain('1 2 3 4 5 6 7 8');
  expect(Math.max(...found.map(([, share]) => share))).toBeLessThan(99);
});

test('of two requests that are refused at once on two connections one may be of another worker', () => {
  const final = (at: number): Told => ({ at, error: 'invalid-api-key', headAt: at });
  const second = (at: number, connection: number) =>
    request(2, { ...final(at), entry: { connection } }, [[1, 'equal-body']]);
  const likelihood = (...more: RequestEntry[]) => grouped([request(1, final(0)), ...more])[0];
  expect(likelihood(second(5, 2))?.[1]).toBeLessThan(99);
  expect(likelihood(second(5, 1))).toEqual(['1-2', 100]);
  expect(likelihood(second(300, 2))).toEqual(['1-2', 100]);
  const third = request(3, final(10), [
    [2, 'equal-body'],
    [1, 'equal-body'],
  ]);
  expect(likelihood(second(5, 2), third)).toEqual(['1-2-3', 100]);
});

test('an idle connection speaks against a retry if it is that of the failure and is used again', () => {
  const beside = (later: readonly RequestEntry[]) =>
    grouped([
      request(1, limited(0, { took: 500 })),
      request(2, { at: 100, took: 9_000 }),
      request(3, { at: 6_000 }, [[1, 'equal-body', 'opened-beside-idle']]),
      ...later,
    ])[0]?.[0];
  expect(beside([])).toBe('1-3 2');
  expect(beside([request(4, { at: 7_000, entry: { connection: 1 } })])).toBe('1 2 3 4');
});

test('a copy that a hedging client sent before it knew of the failure begins a call', () => {
  const keyed = (idempotencyKey: string) => ({ entry: { idempotencyKey } });
  const again = (at: number) => ({
    ...request(1, limited(at, keyed('one'))),
    attempt: 2,
  });
  const slow = { at: 0, took: 300, headAt: 300, error: 'rate-limited', ...keyed('one') } as const;
  const hedge = [request(2, { at: 0, took: 300, ...keyed('two') }), request(3, { at: 200, ...keyed('two') })];
  expect(grouped([request(1, slow), again(310), ...hedge])[0]?.[0]).toBe('1 2 3 1');
  expect(grouped([request(1, slow), again(340), ...hedge])[0]?.[0]).toBe('1-1 2 3');
  expect(grouped([request(1, slow), again(310)])[0]?.[0]).toBe('1-1');
});

test('an idempotency key in common outweighs all else', () => {
  const entries = [
    request(1, limited(0)),
    request(2, limited(50)),
    request(3, { at: 60 }, [
      [2, 'equal-body', 'idempotency-key'],
      [1, 'equal-body', 'other-idempotency-key'],
    ]),
  ];
  expect(grouped(entries)).toEqual([['1 2-3', 100]]);
});

test('the order of the journal changes nothing', () => {
  const entries = [
    request(1, limited(0)),
    request(2, limited(150), [[1, 'equal-body']]),
    request(3, { at: 5_010 }, [
      [1, 'equal-body'],
      [2, 'equal-body'],
    ]),
    request(4, { at: 5_160 }, [
      [1, 'equal-body'],
      [2, 'equal-body'],
    ]),
  ];
  expect(grouped(entries.toReversed())).toEqual(grouped(entries));
});

test('a later attempt whose predecessors the journal has dropped is left out', () => {
  const lost = { ...request(1, { at: 9_000 }, [[7, 'equal-body']]), attempt: 3 };
  expect(grouped([lost])).toEqual([['', 100]]);
});

test('very many requests that depend on each other are grouped as the gateway did, or not at all', () => {
  const entries = Array.from({ length: 200 }, (_, n) =>
    request(
      n + 1,
      limited(n * 10, { took: 5_000 }),
      n === 0
        ? []
        : [
            [n, 'equal-body', 'idempotency-key'],
            [Math.max(1, n - 1), 'equal-body'],
          ],
    ),
  );
  const [[calls = ''] = []] = grouped(entries);
  expect(calls.split(' ')).toHaveLength(1);
});
