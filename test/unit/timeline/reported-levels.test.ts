import { expect, test } from 'vitest';
import type { LimitField } from '../../../src/model/limit-field.ts';
import type { Attempt } from '../../../src/model/timeline.ts';
import { oneBackMs, reportedLevelOf } from '../../../src/timeline/reported-levels.ts';
import { platformInUse } from '../../helpers/platform.ts';

const { platform } = platformInUse('openai');
const headAt = Date.UTC(2026, 2, 1, 12);

function reported(
  reset: string,
  form: 'duration' | 'seconds' | 'epoch' | 'date',
  remaining = '4',
  limit = '10',
) {
  const field: LimitField = `$reset:requests:${form}`;
  const limits = { 'X-Limit': '$limit:requests', 'X-Left': '$remaining:requests', 'X-Reset': field } as const;
  const headers = ['x-limit', limit, 'x-left', remaining, 'x-reset', reset];
  const attempt = { headAt, entry: { played: { headers } } } as unknown as Attempt;
  return reportedLevelOf(attempt, { ...platform, headers: { ...platform.headers, limits } });
}

test.each([
  ['duration', '6m0s', 360_000],
  ['duration', '1h0m0.5s', 3_600_500],
  ['duration', '17ms', 17],
  ['seconds', '30', 30_000],
  ['epoch', String(headAt / 1_000 + 30), 30_000],
  ['date', '2026-03-01T12:00:30Z', 30_000],
] as const)('when all is free again, as %s: %s', (form, text, resetMs) => {
  expect(reported(text, form)).toEqual({ limit: 10, remaining: 4, resetMs });
});

test('what comes back does so evenly', () => {
  expect(oneBackMs({ limit: 10, remaining: 4, resetMs: 3_000 })).toBe(500);
});

test.each([
  ['30', 'duration', '4', '10'],
  ['1m', 'seconds', '4', '10'],
  ['soon', 'date', '4', '10'],
  ['0', 'seconds', '4', '10'],
  ['30', 'seconds', '-1', '10'],
  ['30', 'seconds', '10', '10'],
  ['30', 'seconds', '4', 'none'],
] as const)('nothing is told by reset %s as %s, %s of %s', (reset, form, remaining, limit) => {
  expect(reported(reset, form, remaining, limit)).toBeNull();
});

test('an answer without a head tells nothing', () => {
  const attempt = { headAt: null, entry: { played: { headers: [] } } } as unknown as Attempt;
  expect(reportedLevelOf(attempt, platform)).toBeNull();
});
