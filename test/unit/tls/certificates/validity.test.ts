import { expect, test } from 'vitest';
import { stamp, stampNow, validity } from '../../../../src/tls/certificates/validity.ts';
import { fixedClock } from '../../../helpers/clock.ts';

test.each([
  ['Sat, 22 Nov 2025 08:24:00 GMT', '20251122082400Z'],
  ['Sun, 01 Mar 2026 12:00:09 GMT', '20260301120009Z'],
  ['Nov 22 08:24:00 2025 GMT', '20251122082400Z'],
  ['Mar  1 12:00:09 2026 GMT', '20260301120009Z'],
])('"%s" is stamped %s', (date, expected) => {
  expect(stamp(date)).toBe(expected);
});

test('a span counts its days from now', () => {
  const clock = fixedClock(Date.UTC(2026, 1, 28, 23, 59, 59, 999));
  expect(stampNow(clock)).toBe('20260228235959Z');
  expect(validity(clock, [-1, 2])).toEqual({ from: '20260227235959Z', until: '20260302235959Z' });
});
