import { expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { ClockSteps } from '../../../src/lib/clock-steps.ts';
import { createManualClock } from '../../../src/lib/manual-clock.ts';
import { fixedClock } from '../../helpers/clock.ts';

test.each([
  ['forward', 3_600_000],
  ['back', -3_600_000],
  ['by a second', 1_000],
  ['back by a second', -1_000],
])('a clock that is set %s is noticed once, with when it was at the earliest', (_, byMs) => {
  const clock = fixedClock(5_000);
  const steps = new ClockSteps(clock);
  clock.advance(400);
  expect(steps.look()).toBeNull();
  clock.setWall(byMs);
  clock.advance(500);
  expect(steps.look()).toEqual({ byMs, since: 5_400, at: 5_900 });
  expect(steps.look()).toBeNull();
});

test('a clock that is slewed, or that only a test has moved, was not set', async () => {
  const clock = fixedClock();
  const slewed = new ClockSteps(clock);
  for (let look = 0; look < 100; look += 1) {
    clock.advance(500);
    clock.setWall(50);
    expect(slewed.look()).toBeNull();
  }
  const moved = createManualClock(fixedClock());
  const steps = new ClockSteps(moved);
  await moved.advance(86_400_000);
  expect(steps.look()).toBeNull();
});

test('the clocks of the machine agree at the start', () => {
  expect(Math.abs(systemClock.wall() - systemClock.now())).toBeLessThan(60_000);
  expect(systemClock.httpDate(Date.parse('2026-03-01T12:00:00.999Z'))).toBe('Sun, 01 Mar 2026 12:00:00 GMT');
  expect(systemClock.httpDate(Date.parse('2026-03-01T12:00:01.000Z'))).toBe('Sun, 01 Mar 2026 12:00:01 GMT');
});
