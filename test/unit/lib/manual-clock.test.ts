import { expect, test } from 'vitest';
import { createManualClock } from '../../../src/lib/manual-clock.ts';
import { fixedClock } from '../../helpers/clock.ts';

function setUp() {
  const base = fixedClock(1_000);
  const clock = createManualClock(base);
  const heard: string[] = [];
  const wait = (ms: number, name: string) => clock.after(ms, () => heard.push(`${name} at ${clock.now()}`));
  return { base, clock, heard, wait };
}

test('what falls due on the way is called back in its order, at its time', async () => {
  const { clock, heard, wait } = setUp();
  wait(300, 'late');
  wait(100, 'early');
  wait(5_000, 'never');
  await clock.advance(500);
  expect([heard, clock.now(), clock.advancedMs]).toEqual([['early at 1100', 'late at 1300'], 1_500, 500]);
});

test('it goes on by itself, and what it was moved by is not waited for again', async () => {
  const { base, clock, heard, wait } = setUp();
  wait(1_000, 'one');
  await clock.advance(700);
  base.advance(299);
  expect([heard, clock.now()]).toEqual([[], 1_999]);
  base.advance(1);
  expect(heard).toEqual(['one at 2000']);
  expect(base.pending()).toEqual([]);
});

test('waits in turn end in turn, each at its time', async () => {
  const { clock, heard, wait } = setUp();
  const sleep = (ms: number) => new Promise<void>((resolve) => clock.after(ms, () => resolve()));
  const turns = (async () => {
    for (const name of ['one', 'two', 'three']) {
      await sleep(10);
      wait(0, name);
    }
  })();
  await clock.advance(30);
  await turns;
  expect(heard).toEqual(['one at 1010', 'two at 1020', 'three at 1030']);
});

test('two moves at once add up, and what was cancelled is not called', async () => {
  const { base, clock, heard, wait } = setUp();
  wait(50, 'cancelled')();
  wait(150, 'kept');
  await Promise.all([clock.advance(100), clock.advance(100)]);
  expect([heard, clock.advancedMs, base.pending()]).toEqual([['kept at 1150'], 200, []]);
});
