import { expect, test } from 'vitest';
import { entryBytes } from '../../../src/journal/entry-bytes.ts';
import { createJournal, type Journal } from '../../../src/journal/journal.ts';
import { notice, requestEntry } from './samples.ts';

function journal(limits: { maxEntries?: number; maxBytes?: number } = {}): Journal {
  return createJournal({
    maxEntries: 5,
    maxBytes: 1_048_576,
    file: null,
    onFileError(message) {
      throw new Error(message);
    },
    ...limits,
  });
}

const ids = (kept: Journal) => kept.entries().map(({ id }) => id);

test('entries are numbered from 1 and come back oldest first', () => {
  const kept = journal();
  expect([kept.append(notice('a')), kept.append(requestEntry()), kept.append(notice('c'))]).toEqual([
    1, 2, 3,
  ]);
  expect(kept.entries().map(({ kind }) => kind)).toEqual(['notice', 'request', 'notice']);
  expect(kept.entries()[1]).toEqual({ id: 2, ...requestEntry() });
});

test.each([
  [0, [], 0],
  [4, [1, 2, 3, 4], 0],
  [5, [1, 2, 3, 4, 5], 0],
  [6, [2, 3, 4, 5, 6], 1],
  [23, [19, 20, 21, 22, 23], 18],
])('of %i entries a journal of five keeps the newest and counts the others', (count, expected, dropped) => {
  const kept = journal();
  for (let index = 0; index < count; index++) kept.append(notice('x'));
  expect(ids(kept)).toEqual(expected);
  expect(kept.dropped).toBe(dropped);
});

test('large entries make room by bytes long before they do by number', () => {
  const maxBytes = 10_000;
  const kept = journal({ maxEntries: 1_000, maxBytes });
  for (let index = 0; index < 50; index++) kept.append(notice('x'.repeat(2_000)));
  const bytes = kept.entries().reduce((sum, entry) => sum + entryBytes(entry), 0);
  expect(bytes).toBeLessThanOrEqual(maxBytes);
  expect(ids(kept)).toEqual([48, 49, 50]);
  expect(kept.dropped).toBe(47);
});

test('the newest entry is kept whatever its size, and leaves with the next one', () => {
  const kept = journal({ maxBytes: 2_000 });
  kept.append(notice('small'));
  kept.append(notice('x'.repeat(50_000)));
  expect(ids(kept)).toEqual([2]);
  kept.append(notice('small'));
  expect(ids(kept)).toEqual([3]);
});

test('what was handed out does not change when more is appended', () => {
  const kept = journal({ maxEntries: 1 });
  kept.append(notice('first'));
  const before = kept.entries();
  kept.append(notice('second'));
  expect(before.map(({ id }) => id)).toEqual([1]);
});

test('every part of a request that can grow counts towards its size', () => {
  const played = {
    status: 200,
    headers: [],
    headAt: null,
    error: null,
    frames: 0,
    bytes: 0,
    pauses: [],
    ending: 'complete',
  } as const;
  const rule = { rule: 'r', outcome: 'fired', because: 'b'.repeat(500), faults: ['f'.repeat(500)] } as const;
  const sizeOf = (changes: Parameters<typeof requestEntry>[0]) => {
    const kept = journal();
    kept.append(requestEntry({ rules: [], signals: [], ...changes }));
    return kept.entries().reduce((sum, entry) => sum + entryBytes(entry), 0);
  };
  const plain = sizeOf({});
  expect(sizeOf({ url: 'u'.repeat(1_000) })).toBeGreaterThan(plain + 900);
  expect(sizeOf({ client: 'c'.repeat(1_000) })).toBeGreaterThan(plain + 900);
  expect(sizeOf({ model: 'm'.repeat(1_000) })).toBeGreaterThan(plain + 900);
  const body = { text: 'ж'.repeat(1_000), state: 'cut' } as const;
  expect(sizeOf({ body })).toBeGreaterThan(plain + 2_000);
  expect(sizeOf({ rules: [rule] })).toBeGreaterThan(plain + 1_000);
  expect(sizeOf({ played: { ...played, headers: ['h', 'v'.repeat(1_000)] } })).toBeGreaterThan(plain + 1_000);
  const pauses = Array.from({ length: 20 }, () => ({ kind: 'pause', plannedMs: 1, actualMs: 1 }) as const);
  expect(sizeOf({ played: { ...played, pauses } })).toBeGreaterThan(plain + 1_000);
});

test('what is forgotten leaves a gap, in order and in bytes', () => {
  const kept = journal({ maxBytes: entryBytes({ id: 0, ...requestEntry() }) * 3 });
  for (let index = 0; index < 2; index++) kept.append(requestEntry());
  expect([kept.forget(({ id }) => id === 1), kept.forget(() => false)]).toEqual([1, 0]);
  expect([ids(kept), kept.dropped]).toEqual([[2], 0]);
  for (let index = 0; index < 4; index++) kept.append(requestEntry());
  expect([ids(kept), kept.dropped]).toEqual([[4, 5, 6], 3]);
  expect(kept.forget(() => true)).toBe(3);
  expect([kept.append(notice('x')), ids(kept)]).toEqual([7, [7]]);
});

test.each<[number, number, readonly number[]]>([
  [0, 2, [3, 5]],
  [2, 9, [3, 5, 6, 7]],
  [3, 2, [5, 6]],
  [4, 1, [5]],
  [7, 9, []],
  [70, 9, []],
])('after entry %i come at most %i', (after, limit, expected) => {
  const kept = journal();
  for (let index = 0; index < 7; index++) kept.append(notice('x'));
  kept.forget(({ id }) => id === 4);
  expect(kept.entries(after, limit).map(({ id }) => id)).toEqual(expected);
});

test('subscribers get each entry with its number until they end', () => {
  const kept = journal();
  const got: number[] = [];
  const end = kept.subscribe(({ id }) => got.push(id));
  kept.append(notice('a'));
  kept.append(notice('b'));
  end();
  kept.append(notice('c'));
  expect(got).toEqual([1, 2]);
});
