import { expect, test } from 'vitest';
import { WeightedTurns } from '../../../src/gateway/weighted-turns.ts';

const turnsOf = (weights: Readonly<Record<string, number>>, count: number) => {
  const turns = new WeightedTurns(Object.entries(weights).map(([name, weight]) => ({ name, weight })));
  return Array.from({ length: count }, () => turns.next()?.name ?? '-').join('');
};

test.each([
  [{ A: 1 }, 'AAA'],
  [{ A: 1, B: 1 }, 'ABAB'],
  [{ A: 3, B: 1 }, 'AABAAABA'],
  [{ A: 5, B: 1, C: 1 }, 'AABACAA'],
  [{ A: 0, B: 2 }, 'BBB'],
  [{ A: 0 }, '--'],
])('weights %j give %s', (weights, expected) => {
  expect(turnsOf(weights, expected.length)).toBe(expected);
});

test('each gets its share, exactly, in every round', () => {
  const weights = { A: 7, B: 2, C: 11, D: 0 };
  const round = [...turnsOf(weights, 20)];
  for (const [name, weight] of Object.entries(weights))
    expect(round.filter((each) => each === name)).toHaveLength(weight);
  expect(turnsOf(weights, 40)).toBe(round.join('').repeat(2));
});
