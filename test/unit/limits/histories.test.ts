import fc from 'fast-check';
import { expect, test } from 'vitest';
import { algorithms } from '../../../src/limits/index.ts';
import type { Charge, Held, StoredLimit } from '../../../src/store/limit-store.ts';
import { MemoryLimitStore } from '../../../src/store/memory.ts';
import { NaiveLimit } from './naive.ts';

/** HISTORIES=100000 tries more of them. */
const histories = Number(process.env['HISTORIES'] ?? 2_000);

const limit = fc.record({
  algorithm: fc.constantFrom(...algorithms),
  allowance: fc.oneof(
    fc.record({
      amount: fc.integer({ min: 1, max: 24 }),
      perMs: fc.constantFrom(1, 7, 1_000, 60_000, 3_600_000, 86_400_000),
    }),
    // Only one algorithm goes by the calendar.
    fc.record({
      amount: fc.integer({ min: 1, max: 24 }),
      perMs: fc.constantFrom(86_400_000, 31 * 86_400_000),
      calendar: fc.record({
        every: fc.constantFrom('spans', 'month'),
        resetsAtMs: fc.constantFrom(0, 43_200_000),
      } as const),
    }),
  ),
  enforcement: fc.constantFrom('enforced', 'enforced', 'enforced', 'shadow'),
} as const);

const move = fc.record({
  /** Milliseconds in a thousandth of the first limit's span; the clock may go back, and has fractions. */
  stepShare: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 400 }) },
    { weight: 1, arbitrary: fc.integer({ min: -2_000, max: 3_000 }) },
  ),
  stepMs: fc.oneof(fc.constant(0), fc.double({ min: -2, max: 2, noNaN: true })),
  does: fc.constantFrom('takes', 'takes', 'takes', 'settles'),
  keys: fc.array(fc.constantFrom('a', 'b'), { minLength: 3, maxLength: 3 }),
  room: fc.integer({ min: 1, max: 8 }),
  /** What is charged at arrival: all of it, or nothing and then what was used. */
  accounting: fc.constantFrom('reserve', 'reserve', 'after'),
  used: fc.nat(12),
  which: fc.nat(),
});
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

interface Reserved {
  readonly held: Held;
  readonly limit: number;
  readonly event: ReturnType<NaiveLimit['add']>;
}

/** The limiter and its second telling, side by side. */
class Pair {
  readonly #limits: readonly StoredLimit[];
  readonly #store = new MemoryLimitStore();
  readonly #naive: readonly NaiveLimit[];
  readonly #reserved: Reserved[] = [];
  #clock = 1_772_366_400_000;
  #time = this.#clock;

  constructor(limits: readonly Omit<StoredLimit, 'id'>[]) {
    this.#limits = limits.map((each, index) => ({ ...each, id: `limit-${index}` }));
    // Both begin at the same time, whatever the clock does before the first request.
    this.#store.foresee([], this.#clock);
    this.#naive = limits.map(({ algorithm, allowance }) => new NaiveLimit(algorithm.name, allowance));
  }

  /** A clock that goes back stops time; it goes on with the clock from there. */
  #step(ms: number): void {
    const before = Math.floor(this.#clock);
    this.#clock += ms;
    this.#time += Math.max(0, Math.floor(this.#clock) - before);
    // A step of the clock that the store is not asked in it cannot know of.
    this.#store.foresee([], this.#clock);
  }

  #charges({ keys, room, accounting }: Move): Charge[] {
    return this.#limits.map((each, index) => ({
      limit: each,
      key: keys[index] ?? '',
      ...(each.algorithm.freed === 'by-the-end-of-answers'
        ? { room: 1, amount: 1 }
        : { room: accounting === 'after' ? 1 : room, amount: accounting === 'after' ? 0 : room }),
    }));
  }

  #take(given: Move): void {
    const charges = this.#charges(given);
    const { outcome, rulings, held } = this.#store.take(charges, this.#clock);
    const waits = charges.map(({ key, room }, index) => this.#naive[index]?.wait(key, this.#time, room));
    expect(rulings.map(({ wait }) => wait)).toEqual(waits);
    const isRefused = charges.some(
      (each, index) => each.limit.enforcement === 'enforced' && waits[index] !== 0,
    );
    expect(outcome).toBe(isRefused ? 'refused' : 'taken');
    if (isRefused) expect(held).toEqual([]);
    else
      for (const [index, { key, amount }] of charges.entries()) {
        if (waits[index] !== 0) continue;
        const event = this.#naive[index]?.add(key, this.#time, amount);
        const own = held.find(({ charge }) => charge === charges[index]);
        if (event === undefined || own === undefined)
          throw new Error('something that was let through is not held');
        this.#reserved.push({ held: own, limit: index, event });
      }
    const remaining = charges.map(({ key }, index) => this.#naive[index]?.remaining(key, this.#time));
    expect(rulings.map(({ level }) => level.remaining)).toEqual(remaining);
  }

  #settle({ which, used }: Move): void {
    const [reserved] = this.#reserved.splice(which % Math.max(1, this.#reserved.length), 1);
    if (reserved === undefined) return;
    const { held, limit: index, event } = reserved;
    const { charge } = held;
    const isOver = charge.limit.algorithm.freed === 'by-the-end-of-answers';
    const change = isOver ? -charge.amount : used - charge.amount;
    this.#store.settle(held, change, this.#clock);
    if (change !== 0) this.#naive[index]?.add(charge.key, this.#time, change, event);
  }

  play(given: Move): void {
    const span = this.#limits[0]?.allowance.perMs ?? 0;
    this.#step((given.stepShare * span) / 1_000 + given.stepMs);
    if (given.does === 'takes') this.#take(given);
    else this.#settle(given);
  }

  /** A client that waits as told passes; a millisecond earlier it is refused. */
  waitAsTold(given: Move): 'waited' | 'no time to wait' {
    const charges = this.#charges(given);
    const { outcome, rulings } = this.#store.foresee(charges, this.#clock);
    const waits = rulings.flatMap(({ charge, wait }) =>
      charge.limit.enforcement === 'enforced' && wait !== 0 ? [wait] : [],
    );
    const longest = Math.max(...waits.map((wait) => (typeof wait === 'string' ? Infinity : wait)));
    if (outcome === 'taken' || longest === Infinity) return 'no time to wait';
    expect(this.#store.foresee(charges, this.#clock + longest - 1).outcome).toBe('refused');
    expect(this.#store.take(charges, this.#clock + longest).outcome).toBe('taken');
    return 'waited';
  }
}

test('each algorithm decides, tells waits and counts what is left as its second telling does', () => {
  const seen = { waited: 0, 'no time to wait': 0 };
  const limits = fc.array(limit, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(limits, fc.array(move, { minLength: 1, maxLength: 60 }), move, (given, moves, last) => {
      const pair = new Pair(given);
      for (const each of moves) pair.play(each);
      seen[pair.waitAsTold(last)] += 1;
    }),
    { numRuns: histories, seed: 14 },
  );
  expect(seen.waited).toBeGreaterThan(histories / 20);
  if (process.env['HISTORIES'] !== undefined) console.info(seen);
}, 3_600_000);
