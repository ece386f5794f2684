import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Needles } from '../../../src/engine/needles.ts';

// Few letters, so that needles are found often and share their grams.
const letters = fc.constantFrom('a', 'b', 'é', '🌊');
const needle = fc.string({ unit: letters, minLength: 1, maxLength: 12 });
const text = fc.string({ unit: letters, maxLength: 60 });

function collected(needles: readonly string[], hay: string): ReadonlySet<string> {
  const found: string[] = [];
  new Needles(needles.map((each) => [each, each] as const)).collect(hay, found);
  return new Set(found);
}

test('no needle that a text contains is missed', () => {
  let contained = 0;
  fc.assert(
    fc.property(fc.array(needle, { maxLength: 8 }), text, (needles, hay) => {
      const found = collected(needles, hay);
      for (const each of needles.filter((one) => hay.includes(one))) {
        expect(found).toContain(each);
        contained += 1;
      }
    }),
    { numRuns: 2_000, seed: 5 },
  );
  expect(contained).toBeGreaterThan(500);
});

test('a needle that is no longer than a gram comes up only where the text contains it', () => {
  fc.assert(
    fc.property(fc.array(needle, { maxLength: 8 }), text, (needles, hay) => {
      for (const each of collected(needles, hay)) if (each.length <= 8) expect(hay).toContain(each);
    }),
    { numRuns: 1_000, seed: 6 },
  );
});

test('needles that begin and end alike do not all come up together', () => {
  const needles = Array.from({ length: 1_000 }, (_, n) => `the invoice with number ${1_000 + n} is overdue`);
  const found = collected(needles, `Please check whether ${needles[333]}, and tell me.`);
  expect(found).toContain(needles[333]);
  expect(found.size).toBeLessThan(20);
});

test('a needle keeps all that is found by it, also where something else found one of them before', () => {
  const found = ['first'];
  new Needles([
    ['abc', 'first'],
    ['abc', 'second'],
  ]).collect('xabcx', found);
  expect(found).toEqual(['first', 'first', 'second']);
});
