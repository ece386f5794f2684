import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedMap } from '../../../src/lib/bounded-map.ts';
import { RecentMap } from '../../../src/lib/recent-map.ts';

const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const moves = fc.array(
  fc.record({ does: fc.constantFrom('set', 'set', 'delete'), key: keys, value: fc.nat() }),
);

test('it holds what a Map holds, what was set last as the last one', () => {
  fc.assert(
    fc.property(moves, (all) => {
      const [recent, naive] = [new RecentMap<number>(), new Map<string, number>()];
      for (const { does, key, value } of all) {
        const wasKnown = naive.delete(key);
        if (does === 'delete') expect(recent.delete(key)).toBe(wasKnown);
        else {
          recent.set(key, value);
          naive.set(key, value);
        }
        expect([...recent]).toEqual([...naive]);
        expect([recent.size, recent.get(key), recent.has(key)]).toEqual([
          ...[naive.size, naive.get(key), naive.has(key)],
        ]);
      }
    }),
  );
});

test('all of it can be deleted while it is read', () => {
  const recent = new RecentMap<number>();
  for (const [index, key] of ['a', 'b', 'c'].entries()) recent.set(key, index);
  for (const [key] of recent) recent.delete(key);
  expect([...recent]).toEqual([]);
});

// With a walk over all that was deleted, each of these takes minutes.
const [million, timeout] = [1_000_000, 60_000];

test('a million keys go through a bounded map', { timeout }, () => {
  const bounded = new BoundedMap<number, number>(100_000);
  for (let key = 0; key < million; key += 1) bounded.set(key, key);
  expect([bounded.size, bounded.get(900_000), bounded.get(899_999)]).toEqual([100_000, 900_000, undefined]);
});

test('what is deleted from a bounded map, or set again in it, does not keep another one', () => {
  const bounded = new BoundedMap<string, number>(2);
  const seen = ['a', 'b', 'c', 'd'].map((key) => [...bounded.set(key, 1).keys()].join(''));
  bounded.delete('d');
  seen.push(...['e', 'c', 'd', 'a'].map((key) => [...bounded.set(key, 1).keys()].join('')));
  expect(seen).toEqual(['a', 'ab', 'bc', 'cd', 'ce', 'ce', 'ed', 'da']);
});
