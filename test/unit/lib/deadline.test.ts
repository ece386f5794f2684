import { expect, test } from 'vitest';
import { afterMoment, afterSilence, newBytes } from '../../../src/lib/deadline.ts';
import { fixedClock } from '../../helpers/clock.ts';

test('a moment is over when it is here, also one that has passed', () => {
  const clock = fixedClock();
  const late: string[] = [];
  afterMoment(clock.now() + 500, clock)(() => late.push('ahead'));
  afterMoment(clock.now() - 500, clock)(() => late.push('passed'));
  clock.advance(0);
  expect(late).toEqual(['passed']);
  clock.advance(499);
  expect(late).toEqual(['passed']);
  clock.advance(1);
  expect(late).toEqual(['passed', 'ahead']);
});

test('silence counts from the last byte', () => {
  const clock = fixedClock();
  const socket = { bytesRead: 7 };
  let late = 0;
  afterSilence(
    16_000,
    clock,
    newBytes(socket),
  )(() => {
    late += 1;
  });
  for (let count = 0; count < 20; count += 1) {
    socket.bytesRead += 1;
    clock.advance(15_000);
  }
  expect(late).toBe(0);
  clock.advance(16_000);
  expect(late).toBe(1);
  expect(clock.waiting()).toEqual([]);
});

test('nothing is late once it is cancelled', () => {
  const clock = fixedClock();
  const cancel = afterSilence(16_000, clock, () => false)(() => expect.fail('late'));
  clock.advance(9_000);
  cancel();
  afterMoment(clock.now() + 9, clock)(() => expect.fail('late'))();
  expect(clock.waiting()).toEqual([]);
});
