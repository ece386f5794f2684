import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished } from 'vitest';
import { algorithms } from '../../src/limits/index.ts';
import type { Charge, Held, Later, LimitStore, StoredLimit } from '../../src/store/limit-store.ts';
import { MemoryLimitStore } from '../../src/store/memory.ts';
import { RedisStore } from '../../src/store/redis/store.ts';
import { fixedClock } from '../helpers/clock.ts';
import { redisServer } from '../helpers/redis.ts';
import { needs } from '../helpers/system.ts';

const test = needs('redis');
const server = redisServer();
const minute = 60_000;

beforeAll(() => server.start());
afterAll(() => server.close());

let prefixes = 0;

async function opened(startsAt: number): Promise<RedisStore> {
  prefixes += 1;
  const store = await RedisStore.open({
    ...{ url: server.url, prefix: `test-${prefixes}:`, time: 'given', leaseMs: 1e12 },
    clock: fixedClock(startsAt),
    changed: () => {},
  });
  onTestFinished(() => store.close());
  return store;
}

const stores: readonly [string, () => Promise<LimitStore>][] = [
  ['memory', () => Promise.resolve(new MemoryLimitStore())],
  ['Redis', async () => (await opened(0)).runOf('scenario', '', 'open').limits],
];

function limitOf(name: string, amount: number, id = 'limit'): StoredLimit {
  const algorithm = algorithms.find((each) => each.name === name);
  if (algorithm === undefined) throw new Error(`no algorithm is named ${name}`);
  return { id, algorithm, allowance: { amount, perMs: minute }, enforcement: 'enforced' };
}

const charge = (limit: StoredLimit, amount = 1, key = ''): Charge => ({
  ...{ limit, key, room: amount, amount, settlement: 'follows' },
});

describe.each(stores)('%s', (_, open) => {
  test.each(algorithms)('$name lets through what it allows and not one more', async ({ name }) => {
    const store = await open();
    const limit = limitOf(name, 20);
    const taken = await Promise.all(
      Array.from({ length: 64 }, async () => (await store.take([charge(limit)], 0)).outcome),
    );
    expect(taken.filter((outcome) => outcome === 'taken')).toHaveLength(20);
  });

  test('of several limits all are taken or none, and a shadow refuses nothing', async () => {
    const store = await open();
    const [few, many] = [limitOf('fixed-window', 1, 'few'), limitOf('sliding-window', 10, 'many')];
    const shadow: StoredLimit = { ...limitOf('balance', 1, 'shadow'), enforcement: 'shadow' };
    const all = [charge(few), charge(many, 4), charge(shadow)];
    expect((await store.take(all, 0)).held).toHaveLength(3);
    expect(await store.take(all, 1)).toMatchObject({
      outcome: 'refused',
      held: [],
      rulings: [
        { wait: minute - 1, level: { remaining: 0, resetMs: minute - 1 } },
        { wait: 0, level: { remaining: 6, resetMs: minute - 1 } },
        { wait: 'when-topped-up', level: { remaining: 0, resetMs: null } },
      ],
    });
    expect(await store.take([charge(many, 6), charge(shadow)], 2)).toMatchObject({ outcome: 'taken' });
  });

  test('an answer that has ended makes room, once', async () => {
    const store = await open();
    const limit = limitOf('concurrency', 2);
    const [one] = (await store.take([charge(limit)], 0)).held;
    await store.take([charge(limit)], 0);
    expect((await store.take([charge(limit)], 0)).rulings[0]?.wait).toBe('when-one-ends');
    if (one !== undefined) store.settle(one, -1, 0);
    expect((await store.take([charge(limit)], 0)).outcome).toBe('taken');
    expect((await store.take([charge(limit)], 0)).outcome).toBe('refused');
  });

  test('what is used is listed, the fullest key first, and is set and topped up', async () => {
    const store = await open();
    const [limit, purse] = [limitOf('fixed-window', 3), limitOf('balance', 10, 'purse')];
    await store.take([charge(limit, 1, 'a')], 0);
    await store.take([charge(limit, 3, 'b')], 0);
    await store.take([charge(limit, 1, 'b')], 0);
    expect(await store.read(limit, 1, 0)).toEqual({
      refusals: 1,
      keys: [
        {
          ...{ name: { kind: 'seen', key: 'b' }, wait: minute, refusals: 1 },
          level: { remaining: 0, resetMs: minute },
        },
      ],
      others: 1,
    });
    await store.set(limit, { kind: 'seen', key: 'b' }, 2, 0);
    expect((await store.take([charge(limit, 2, 'b')], 0)).outcome).toBe('taken');
    await store.topUp(purse, { kind: 'seen', key: '' }, 5, 0);
    expect((await store.take([charge(purse, 15)], 0)).outcome).toBe('taken');
    expect((await store.take([charge(purse, 1)], 0)).outcome).toBe('refused');
    await store.set(purse, { kind: 'seen', key: '' }, 42, 0);
    expect((await store.take([charge(purse, 42)], 0)).outcome).toBe('taken');
    expect(await store.names(limit, 0)).toHaveLength(2);
  });
});

/** HISTORIES=10000 tries more of them. */
const histories = Number(process.env['HISTORIES'] ?? 150);

const limits = fc.record({
  algorithm: fc.constantFrom(...algorithms),
  allowance: fc.oneof(
    fc.record({
      amount: fc.constantFrom(1, 5, 24, 45, 1_000_003, 123_456_789_012_345),
      perMs: fc.constantFrom(1, 7, 1_000, minute, 3_600_000, 86_400_000),
    }),
    fc.record({
      amount: fc.integer({ min: 1, max: 24 }),
      perMs: fc.constantFrom(86_400_000, 31 * 86_400_000),
      calendar: fc.record({
        every: fc.constantFrom('spans', 'month'),
        resetsAtMs: fc.constantFrom(0, 43_200_000),
      } as const),
    }),
  ),
  enforcement: fc.constantFrom('enforced', 'enforced', 'shadow'),
} as const);

const moves = fc.record({
  step: fc.oneof(
    fc.constant(0),
    fc.integer({ min: -50, max: 4_000 }),
    fc.double({ min: 0, max: 3 * 86_400_000, noNaN: true }),
  ),
  does: fc.constantFrom('take', 'take', 'take', 'foresee', 'settle', 'set', 'topUp', 'read'),
  key: fc.constantFrom('a', 'b'),
  amount: fc.integer({ min: 0, max: 9 }),
  which: fc.nat(),
} as const);

type Move = typeof moves extends fc.Arbitrary<infer M> ? M : never;

const begin = 1_772_366_400_000;

/** Memory and Redis side by side. */
class Pair {
  readonly #limits: readonly StoredLimit[];
  readonly #stores: readonly [LimitStore, LimitStore];
  readonly #held: (readonly [Held, Held])[] = [];
  #clock = begin;

  constructor(limits: readonly Omit<StoredLimit, 'id'>[], other: LimitStore) {
    this.#limits = limits.map((each, index) => ({ ...each, id: `limit-${index}` }));
    const memory = new MemoryLimitStore();
    // Both begin at the same time, whatever the clock does before the first question.
    memory.foresee([], begin);
    this.#stores = [memory, other];
  }

  #both<Answer>(ask: (store: LimitStore) => Later<Answer>): Promise<[Answer, Answer]> {
    const [one, other] = this.#stores;
    return Promise.all([ask(one), ask(other)]);
  }

  async move(given: Move): Promise<void> {
    this.#clock += given.step;
    // A step of the clock that a store is not asked in it cannot know of.
    await this.#both((store) => store.foresee([], this.#clock));
    if (given.does === 'take' || given.does === 'foresee') await this.#ask(given, given.does);
    else if (given.does === 'settle') this.#settle(given);
    else await this.#steer(given);
  }

  async #ask({ amount, key }: Move, effect: 'take' | 'foresee'): Promise<void> {
    const charges = this.#limits.map((each) => charge(each, amount, key));
    const [one, other] = await this.#both((store) => store[effect](charges, this.#clock));
    expect([other.outcome, other.rulings]).toEqual([one.outcome, one.rulings]);
    expect(other.held.map((each) => each.charge)).toEqual(one.held.map((each) => each.charge));
    for (const [index, each] of one.held.entries()) {
      const same = other.held[index];
      if (same !== undefined) this.#held.push([each, same]);
    }
  }

  #settle({ which, amount }: Move): void {
    const [both] = this.#held.splice(which % Math.max(1, this.#held.length), 1);
    if (both === undefined) return;
    const change = amount - both[0].charge.amount;
    for (const [index, each] of both.entries()) this.#stores[index]?.settle(each, change, this.#clock);
  }

  async #steer({ does, key, amount, which }: Move): Promise<void> {
    const limit = this.#limits[which % this.#limits.length];
    if (limit === undefined) return;
    if (does === 'read') {
      const [one, other] = await this.#both((store) => store.read(limit, 9, this.#clock));
      expect(other.refusals).toBe(one.refusals);
      expect(new Set(other.keys)).toEqual(new Set(one.keys));
      return;
    }
    const isSettable = limit.algorithm.freed !== 'by-the-end-of-answers';
    if (!isSettable || (does !== 'set' && does !== 'topUp')) return;
    await this.#both((store) => store[does](limit, { kind: 'seen', key }, amount, this.#clock));
  }
}

test('Redis counts as memory does, whatever happens', { timeout: 120_000 }, async () => {
  const given = fc.array(limits, { minLength: 1, maxLength: 3 });
  const history = fc.array(moves, { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(given, history, async (known, all) => {
      const shared = await opened(begin);
      const pair = new Pair(known, shared.runOf('scenario', '', 'open').limits);
      for (const each of all) await pair.move(each);
      await shared.close();
    }),
    { numRuns: histories },
  );
});
