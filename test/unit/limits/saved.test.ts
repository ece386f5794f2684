import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Usage } from '../../../src/limits/algorithm.ts';
import { algorithms, findAlgorithm } from '../../../src/limits/index.ts';

const byTime = algorithms.filter(({ freed }) => freed === 'by-time');

const move = fc.record({
  stepMs: fc.oneof(fc.nat(50), fc.nat(100_000)),
  amount: fc.integer({ min: 1, max: 40 }),
  change: fc.integer({ min: -40, max: 40 }),
  does: fc.constantFrom('takes', 'corrects'),
});

type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;

/** What was decided, and what it left. */
function play(usage: Usage, moves: readonly Move[], from: number) {
  let [now, tookAt] = [from, from];
  return moves.map(({ stepMs, amount, change, does }) => {
    now += stepMs;
    const wait = usage.wait(now, amount);
    if (does === 'corrects') usage.correct(now, tookAt, change);
    else if (wait === 0) {
      usage.take(now, amount);
      tookAt = now;
    }
    return { now, wait, level: usage.level(now), isUnused: usage.isUnused(now) };
  });
}

test.each(byTime)('$name decides after a restart as it would have without one', (algorithm) => {
  const allowance = fc.record({
    amount: fc.integer({ min: 1, max: 60 }),
    perMs: fc.constantFrom(1_000, 60_000),
  });
  const moves = fc.array(move, { maxLength: 40 });
  fc.assert(
    fc.property(allowance, moves, moves, (given, before, after) => {
      const lasting = algorithm.create(given);
      const now = play(lasting, before, 1_000).at(-1)?.now ?? 1_000;
      const saved = JSON.parse(JSON.stringify(lasting.save())) as number[];
      const restored = algorithm.restore(given, saved);
      expect(restored === null ? null : play(restored, after, now)).toEqual(play(lasting, after, now));
    }),
    { numRuns: 2_000, seed: 14 },
  );
});

test.each(byTime)('$name takes no numbers that are not its own', ({ restore }) => {
  const allowance = { amount: 60, perMs: 60_000 };
  for (const wrong of [[1], [1, 2, 3], [-1, 5], [0.5, 1], [Number.NaN, 1]])
    expect(restore(allowance, wrong)).toBeNull();
  expect(restore(allowance, [])?.isUnused(0)).toBe(true);
});

test('entries of a sliding window are in the order of their times', () => {
  const restore = findAlgorithm('sliding-window')?.restore;
  expect(restore?.({ amount: 9, perMs: 1_000 }, [20, 1, 10, 1])).toBeNull();
});

test('answers that were under way have ended with the process', () => {
  const algorithm = findAlgorithm('concurrency');
  const allowance = { amount: 4, perMs: 1 };
  const usage = algorithm?.create(allowance);
  usage?.take(0, 4);
  expect(usage?.save()).toEqual([]);
  expect(algorithm?.restore(allowance, [])?.level(0)).toEqual({ remaining: 4, resetMs: null });
  expect(algorithm?.restore(allowance, [4])).toBeNull();
});
