import { expect, test } from 'vitest';
import { oddsOfCloseDraws, oddsOfShortWaits } from '../../../../src/expectations/observe/odds.ts';
import { luckOf } from '../../../../src/lib/luck.ts';

const many = (count: number, share: number) => Array.from({ length: count }, () => share);

test.each([
  [[], 1],
  [[1, 1, 1], 1],
  [[3, 1], 1],
  [[0.25], 0.25],
  // p (1 − ln p), p (1 − ln p + ln²p / 2)
  [[0.5, 0.5], 0.596_574],
  [[0.1, 0.1, 0.1], 0.031_763],
  [many(2_000, 0.5), 1],
  [many(2_000, 0.2), 0],
])('odds that full jitter waits as little as %j', (shares, odds) => {
  expect(oddsOfShortWaits(shares)).toBeCloseTo(odds, 5);
});

test.each([
  [4, 4, 0, 0],
  [4, 4, 1, 1],
  [4, 4, 2, 1],
  // n rⁿ⁻¹ − (n − 1) rⁿ, for all of them
  [4, 4, 0.1, 0.003_7],
  [2, 2, 0.5, 0.75],
  [8, 7, 0.2, 0.001_231],
  [2_000, 1_750, 0.95, 1],
  [2_000, 1_750, 0.5, 0],
])('odds that of %i draws %i lie within %d', (count, close, range, odds) => {
  expect(oddsOfCloseDraws(count, close, range)).toBeCloseTo(odds, 6);
});

test('the odds are what draws show', () => {
  const luck = luckOf('odds');
  const runs = 20_000;
  let [short, close] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const draws = many(4, 0).map(() => luck());
    if (oddsOfShortWaits(draws) < 0.2) short += 1;
    const [first = 0, , third = 0] = draws.sort((a, b) => a - b);
    if (third - first <= 0.3) close += 1;
  }
  expect(short / runs).toBeCloseTo(0.2, 2);
  expect(close / runs).toBeCloseTo(oddsOfCloseDraws(4, 3, 0.3), 2);
});
