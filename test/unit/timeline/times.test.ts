import { expect, test } from 'vitest';
import { ascending, countWithin, medianOf } from '../../../src/timeline/times.ts';

test('times are put in order, and the middle one is found', () => {
  expect(ascending([30, 4, 100])).toEqual([4, 30, 100]);
  expect(medianOf([4, 30, 100])).toBe(30);
  expect(medianOf([4, 30, 100, 200])).toBe(100);
  expect(medianOf([1, 2, 3, 4, 5, 6])).toBe(4);
});

test.each([
  [0, 3, 0],
  [0, 4, 1],
  [4, 4, 1],
  [4, 4.9, 1],
  [5, 29, 0],
  [4, 30, 3],
  [30, 30, 2],
  [30, 1_000, 3],
  [31, 1_000, 1],
  [100, 100, 1],
  [101, 1_000, 0],
  [0, 1_000, 4],
])('of four times so many lie from %d to %d: %d', (from, to, count) => {
  expect(countWithin([4, 30, 30, 100], from, to)).toBe(count);
});
