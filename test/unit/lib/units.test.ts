import { expect, test } from 'vitest';
import { formatDecimal, formatDuration, parseDuration } from '../../../src/lib/units.ts';

test.each([
  ['250ms', 250],
  ['1.5s', 1_500],
  ['1m30s', 90_000],
  ['1h', 3_600_000],
  ['5h', 18_000_000],
  ['23h59m', 86_340_000],
  ['1d', 86_400_000],
  ['1d12h', 129_600_000],
  ['30d', 2_592_000_000],
])('%s is how %d milliseconds are written', (text, ms) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  ['30d', 2_592_000_000],
  ['0.5d', 43_200_000],
  ['30 d', null],
  ['30', null],
])('"%s" is read as %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  [30, '30'],
  [0.25, '0.25'],
  [1e-7, '0.0000001'],
  [0.1 + 0.2, '0.3'],
  [0, '0'],
])('%s is written %s, without an exponent', (value, text) => {
  expect(formatDecimal(value)).toBe(text);
});
