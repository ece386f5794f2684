import { describe, expect, test } from 'vitest';
import type { Algorithm } from '../../../src/limits/algorithm.ts';
import { algorithms, findAlgorithm } from '../../../src/limits/index.ts';
import type { StoredLimit } from '../../../src/store/limit-store.ts';
import { MemoryLimitStore } from '../../../src/store/memory.ts';

const minute = 60_000;
const byTime = algorithms.filter(({ freed }) => freed === 'by-time');

function limitOf(algorithm: Algorithm | undefined, amount: number, id = 'limit'): StoredLimit {
  if (algorithm === undefined) throw new Error('no such algorithm');
  return { id, algorithm, allowance: { amount, perMs: minute }, enforcement: 'enforced' };
}

const charge = (limit: StoredLimit, amount = 1, key = '') => ({ limit, key, room: amount, amount });

/** Takes one at a time until one is refused; how many passed. */
function passes(store: MemoryLimitStore, limit: StoredLimit, now: number): number {
  let passed = 0;
  while (store.take([charge(limit)], now).outcome === 'taken') passed += 1;
  return passed;
}

test.each(algorithms)('$name lets through what it allows and not one more', (algorithm) => {
  const store = new MemoryLimitStore();
  expect(passes(store, limitOf(algorithm, 60), 0)).toBe(60);
});

describe('sixty a minute, all sixty used at once, and then one more', () => {
  test.each([
    ['continuous-refill', 1_000, 1],
    ['fixed-window', 60_000, 60],
    ['sliding-window', 60_000, 60],
    ['calendar-window', 60_000, 60],
  ] as const)('%s: wait %d ms, then %d pass', (name, waitMs, then) => {
    const store = new MemoryLimitStore();
    const limit = limitOf(findAlgorithm(name), 60);
    passes(store, limit, 0);
    expect(store.take([charge(limit)], 0).rulings[0]?.wait).toBe(waitMs);
    expect(store.take([charge(limit)], waitMs - 1).outcome).toBe('refused');
    expect(passes(store, limit, waitMs)).toBe(then);
  });
});

test.each(byTime)(
  '$name: of 64 clients that come again as they like, none passes beyond the limit',
  (algorithm) => {
    const store = new MemoryLimitStore();
    const limit = limitOf(algorithm, 50);
    const passedAt: number[] = [];
    for (let at = 0; at < 4 * minute; at += 7)
      if (store.take([charge(limit)], at).outcome === 'taken') passedAt.push(at);
    const most = {
      ...{ 'continuous-refill': 100, 'fixed-window': 100, 'sliding-window': 50, 'calendar-window': 100 },
    }[algorithm.name];
    for (const from of passedAt)
      expect(passedAt.filter((at) => at >= from && at < from + minute).length).toBeLessThanOrEqual(most ?? 0);
    expect(passedAt.length).toBeGreaterThanOrEqual(200);
  },
);

describe('a window of the calendar', () => {
  const noon = 43_200_000;
  const of = (every: 'spans' | 'month', perMs: number): StoredLimit => ({
    ...limitOf(findAlgorithm('calendar-window'), 5),
    allowance: { amount: 5, perMs, calendar: { every, resetsAtMs: noon } },
  });

  test.each([
    ['spans', 86_400_000, '2026-03-01T11:59:59.999Z', '2026-03-01T12:00:00.000Z'],
    ['spans', 86_400_000, '2026-03-01T12:00:00.000Z', '2026-03-02T12:00:00.000Z'],
    ['month', 1, '2026-02-28T23:00:00.000Z', '2026-03-01T12:00:00.000Z'],
    ['month', 1, '2026-12-01T12:00:00.000Z', '2027-01-01T12:00:00.000Z'],
    ['spans', 30 * 86_400_000, '1970-01-01T12:00:00.000Z', '1970-01-31T12:00:00.000Z'],
  ] as const)('%s of %d ms, used up at %s, is open again at %s', (every, perMs, usedAt, openAt) => {
    const [at, open] = [Date.parse(usedAt), Date.parse(openAt)];
    const store = new MemoryLimitStore();
    const limit = of(every, perMs);
    expect(passes(store, limit, at)).toBe(5);
    expect(store.take([charge(limit)], at).rulings[0]?.wait).toBe(open - at);
    expect(store.take([charge(limit)], open - 1).outcome).toBe('refused');
    expect(passes(store, limit, open)).toBe(5);
  });
});

describe('a balance', () => {
  const limit = limitOf(findAlgorithm('balance'), 10);

  test('no time brings back what was spent, and a top-up does', () => {
    const store = new MemoryLimitStore();
    expect(store.take([charge(limit, 10)], 0).outcome).toBe('taken');
    expect(store.take([charge(limit)], 365 * 86_400_000).rulings[0]).toMatchObject({
      ...{ wait: 'when-topped-up', level: { remaining: 0, resetMs: null } },
    });
    store.topUp(limit, { kind: 'seen', key: '' }, 25, 0);
    expect(store.take([charge(limit, 25)], 0).outcome).toBe('taken');
    expect(store.take([charge(limit)], 0).outcome).toBe('refused');
  });

  test('what is overdrawn has to be topped up first', () => {
    const store = new MemoryLimitStore();
    const [held] = store.take([{ limit, key: '', room: 1, amount: 0 }], 0).held;
    if (held === undefined) throw new Error('nothing is held');
    store.settle(held, 14, 0);
    store.topUp(limit, { kind: 'seen', key: '' }, 4, 0);
    expect(store.take([charge(limit)], 0).outcome).toBe('refused');
    store.topUp(limit, { kind: 'seen', key: '' }, 1, 0);
    expect(store.take([charge(limit)], 0).outcome).toBe('taken');
  });

  test('it is set to less and to more than there was at first', () => {
    const store = new MemoryLimitStore();
    store.set(limit, { kind: 'seen', key: '' }, 3, 0);
    expect(passes(store, limit, 0)).toBe(3);
    store.set(limit, { kind: 'seen', key: '' }, 42, 0);
    expect(passes(store, limit, 0)).toBe(42);
  });

  test('it is kept over a restart, topped up and spent', () => {
    const store = new MemoryLimitStore();
    store.topUp(limit, { kind: 'seen', key: 'a' }, 5, 0);
    store.take([charge(limit, 12, 'a')], 0);
    const { usages, ...kept } = store.save(limit, (key) => key, 0);
    const other = new MemoryLimitStore();
    other.restore(limit, { ...kept, usages: [...usages] }, (key) => key);
    expect(other.take([charge(limit, 4, 'a')], 0).outcome).toBe('refused');
    expect(other.take([charge(limit, 3, 'a')], 0).outcome).toBe('taken');
  });
});

test('concurrency makes room when an answer has ended, and never by waiting', () => {
  const store = new MemoryLimitStore();
  const limit = limitOf(findAlgorithm('concurrency'), 4);
  const { held } = store.take([charge(limit)], 0);
  expect(passes(store, limit, 0)).toBe(3);
  const refused = store.take([charge(limit)], 100 * minute);
  expect(refused.rulings).toMatchObject([{ wait: 'when-one-ends', level: { remaining: 0, resetMs: null } }]);
  for (const each of held) store.settle(each, -1, 100 * minute);
  expect(passes(store, limit, 100 * minute)).toBe(1);
});

test('of several limits all are taken or none, and the one without room is known', () => {
  const store = new MemoryLimitStore();
  const [requests, tokens] = [
    limitOf(findAlgorithm('fixed-window'), 10, 'requests'),
    limitOf(findAlgorithm('fixed-window'), 100, 'tokens'),
  ];
  store.take([charge(requests), charge(tokens, 80)], 0);
  const refused = store.take([charge(requests), charge(tokens, 30)], 0);
  expect(refused).toMatchObject({
    outcome: 'refused',
    rulings: [
      { wait: 0, level: { remaining: 9 } },
      { wait: minute, level: { remaining: 20 } },
    ],
    held: [],
  });
  expect(store.take([charge(requests), charge(tokens, 20)], 0).outcome).toBe('taken');
});

test('a limit in shadow mode says that it has no room and refuses nothing', () => {
  const store = new MemoryLimitStore();
  const shadow = { ...limitOf(findAlgorithm('fixed-window'), 1), enforcement: 'shadow' } as const;
  store.take([charge(shadow)], 0);
  const second = store.take([charge(shadow)], 0);
  expect([second.outcome, second.rulings[0]?.wait]).toEqual(['taken', minute]);
});

test('what is reserved and not used is given back, and what is used beyond it is charged', () => {
  const store = new MemoryLimitStore();
  const limit = limitOf(findAlgorithm('sliding-window'), 1_000);
  const [reserved] = store.take([charge(limit, 900)], 0).held;
  if (reserved === undefined) throw new Error('nothing was taken');
  expect(store.take([charge(limit, 200)], 0).outcome).toBe('refused');
  store.settle(reserved, 40 - 900, 10);
  expect(store.foresee([charge(limit)], 10).rulings[0]?.level.remaining).toBe(960);
  store.settle(reserved, 1_500, 20);
  expect(store.foresee([charge(limit)], 20).rulings[0]).toMatchObject({
    wait: minute,
    level: { remaining: 0 },
  });
});

test('what is more than the whole limit never fits', () => {
  const store = new MemoryLimitStore();
  for (const algorithm of algorithms)
    expect(store.take([charge(limitOf(algorithm, 5), 6)], 0).rulings[0]?.wait).toBe(Infinity);
});

test.each([
  ['continuous-refill', 1_000_000],
  ['fixed-window', 200_000],
  ['sliding-window', 200_000],
] as const)('%s: of %d keys none is kept for longer than its limit is in use', (name, keys) => {
  const store = new MemoryLimitStore();
  const limit = limitOf(findAlgorithm(name), 60);
  // A new key every 100 ms; what one request uses is free again after a second or after the minute.
  for (let key = 0; key < keys; key += 1) store.take([charge(limit, 1, `key-${key}`)], key * 100);
  expect(store.size).toBeLessThanOrEqual(minute / 100 + 1);
});

test('of more keys than fit the one that was idle for longest makes room', () => {
  const store = new MemoryLimitStore(1_000);
  const limit = limitOf(findAlgorithm('fixed-window'), 1);
  store.take([charge(limit, 1, 'first')], 0);
  for (let key = 0; key < 998; key += 1) store.take([charge(limit, 1, `key-${key}`)], 0);
  for (let key = 0; key < 100_000; key += 1) {
    store.take([charge(limit, 1, `other-${key}`)], 1);
    if (key % 100 === 0) store.settle({ charge: charge(limit, 1, 'first'), at: 0 }, 1, 1);
  }
  expect(store.size).toBeLessThanOrEqual(1_000);
  expect(store.take([charge(limit, 1, 'first')], 1).outcome).toBe('refused');
  expect(store.take([charge(limit, 1, 'key-0')], 1).outcome).toBe('taken');
});

// Each key is in use to the end, so that each new one makes an old one go.
test.each([
  ['continuous-refill', 1_000_000],
  ['fixed-window', 200_000],
  ['sliding-window', 200_000],
  ['concurrency', 200_000],
] as const)('%s: of %d keys at once as many are kept as fit', { timeout: 60_000 }, (name, keys) => {
  const store = new MemoryLimitStore();
  const limit = limitOf(findAlgorithm(name), 60);
  let most = 0;
  for (let key = 0; key < keys; key += 1) {
    store.take([charge(limit, 1, `key-${key}`)], 0);
    if (key % 1_000 === 0) most = Math.max(most, store.size);
  }
  const left = (key: number) =>
    store.foresee([charge(limit, 1, `key-${key}`)], 0).rulings[0]?.level.remaining;
  expect([most, store.size]).toEqual([100_000, 100_000]);
  expect([left(keys - 100_000), left(keys - 100_001)]).toEqual([59, 60]);
});
