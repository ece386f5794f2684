import { afterAll, beforeAll, describe, expect, onTestFinished, vi } from 'vitest';
import type { Health } from '../../src/control/listen.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { usualLeaseMs as leaseMs, RedisStore } from '../../src/store/redis/store.ts';
import type { StoreFailure } from '../../src/store/run-store.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { type FixedClock, fixedClock } from '../helpers/clock.ts';
import { chat, journalOf, type StartedGateway } from '../helpers/gateway.ts';
import { redisServer } from '../helpers/redis.ts';
import { needs } from '../helpers/system.ts';

const test = needs('redis');
const server = redisServer();

beforeAll(() => server.start());
afterAll(() => server.close());

let prefixes = 0;
const newPrefix = () => {
  prefixes += 1;
  return `wire-${prefixes}:`;
};

const limited = (rate: object) => ({ platform: 'openai', rateLimits: [{ id: 'few', ...rate }] });

function replicas(count: number, scenario: object, failure: StoreFailure = 'open', clock = systemClock) {
  const store = { url: server.url, prefix: newPrefix(), failure };
  return Promise.all(Array.from({ length: count }, () => gatewayOf(scenario, { store, clock })));
}

const statusOf = async ({ url }: StartedGateway) => {
  const reply = await chat(url);
  await reply.arrayBuffer();
  return reply.status;
};

async function healthOf({ gateway }: StartedGateway): Promise<Health> {
  return (await (await fetch(`${gateway.controlUrl}/health`)).json()) as Health;
}

const becomes = (gateway: StartedGateway, state: string) =>
  vi.waitFor(async () => expect((await healthOf(gateway)).store?.state).toBe(state), { timeout: 20_000 });

const notices = (gateway: StartedGateway) =>
  journalOf(gateway).flatMap((entry) => (entry.kind === 'notice' ? [entry.notice] : []));

/** Until so many answers wait for their first token. */
const underStub = (clock: FixedClock, count: number) =>
  vi.waitFor(() => expect(clock.waiting().filter((ms) => ms === 1_000)).toHaveLength(count), {
    timeout: 20_000,
  });

const everywhere = { scenario: null, label: null };

/** Until so much of its only limit is left. */
const becomesFree = ({ gateway }: StartedGateway, count: number) =>
  vi.waitFor(async () => {
    const { limits } = await gateway.steering.limits(everywhere, 9);
    expect(limits[0]?.keys[0]?.remaining).toBe(count);
  });

test('of a thousand calls through four replicas at a limit of 100 exactly 100 pass', async () => {
  const all = await replicas(4, limited({ rate: '100 requests per hour', by: ['key'] }));
  const seen = await Promise.all(
    Array.from({ length: 64 }, async (_, client) => {
      const own: number[] = [];
      for (let turn = 0; turn < 16; turn += 1) {
        const replica = all[(client + turn) % all.length];
        if (replica !== undefined) own.push(await statusOf(replica));
      }
      return own;
    }),
  );
  const count = (status: number) => seen.flat().filter((each) => each === status).length;
  expect([count(200), count(429)]).toEqual([100, 64 * 16 - 100]);
});

/** Through which rule, as which match, each request of the journal went, and whether it fired. */
const firedAs = (all: readonly StartedGateway[]) =>
  all
    .flatMap(journalOf)
    .flatMap((entry) => (entry.kind === 'request' ? entry.rules : []))
    .map(({ rule, outcome, because }) => `${rule} ${outcome} ${because}`)
    .sort();

test('64 clients at three gateways meet what they meet at one: counters, sequences, chance', async () => {
  const scenario = {
    ...{ platform: 'openai', seed: 42 },
    rules: [
      { id: 'third', every: 3, times: 20, faults: [{ latency: '1ms' }] },
      { id: 'sequence', sequence: [429, 429, 'ok', 503] },
      { id: 'chance', chance: 0.3, times: 30, faults: [500] },
    ],
  };
  const [together, [alone]] = await Promise.all([replicas(3, scenario), replicas(1, scenario)]);
  if (alone === undefined) throw new Error('no gateway');
  const flood = (all: readonly StartedGateway[]) =>
    Promise.all(
      Array.from({ length: 64 }, async (_, client) => {
        const statuses: number[] = [];
        for (let turn = 0; turn < 3; turn += 1) {
          const gateway = all[(client + turn) % all.length];
          if (gateway !== undefined) statuses.push(await statusOf(gateway));
        }
        return statuses;
      }),
    );
  const [many, one] = [await flood(together), await flood([alone])];
  expect(many.flat().sort()).toEqual(one.flat().sort());
  await vi.waitFor(() => expect(firedAs(together)).toHaveLength(firedAs([alone]).length));
  expect(firedAs(together)).toEqual(firedAs([alone]));
  expect(firedAs([alone])).toHaveLength(3 * 64 * 3);
});

test('answers at a time are counted over all replicas, and make room where they end', async () => {
  const clock = fixedClock();
  const scenario = { ...limited({ concurrent: 2 }), stub: { pace: { firstToken: '1s' } } };
  const [one, other] = await replicas(2, scenario, 'open', clock);
  if (one === undefined || other === undefined) throw new Error('no replicas');
  const underWay = [statusOf(one), statusOf(other)];
  await underStub(clock, 2);
  expect([await statusOf(one), await statusOf(other)]).toEqual([429, 429]);
  clock.advance(1_000);
  expect(await Promise.all(underWay)).toEqual([200, 200]);
  await becomesFree(other, 2);
  const asked = [statusOf(other), statusOf(other)];
  await underStub(clock, 2);
  expect(await statusOf(one)).toBe(429);
  clock.advance(1_000);
  expect(await Promise.all(asked)).toEqual([200, 200]);
});

test('a limit that is set through one replica is set for all, and a key is listed by both', async () => {
  const [one, other] = await replicas(2, limited({ rate: '5 requests per hour', by: ['key'] }));
  if (one === undefined || other === undefined) throw new Error('no replicas');
  expect(await statusOf(one)).toBe(200);
  const shown = async ({ gateway }: StartedGateway) => {
    const { limits } = await gateway.steering.limits(everywhere, 9);
    return limits[0]?.keys.map(({ origin, remaining }) => [origin, remaining]);
  };
  expect([await shown(one), await shown(other)]).toEqual([[['seen', 4]], [['kept', 4]]]);
  const setting = { limit: 'few', key: null, remaining: 0 };
  expect(await other.gateway.steering.setLimit(everywhere, setting)).toBe(1);
  expect([await statusOf(one), await statusOf(other)]).toEqual([429, 429]);
  await one.gateway.steering.reset('counters', everywhere);
  await vi.waitFor(async () => expect(await shown(other)).toEqual([]));
  expect([await statusOf(other), await statusOf(one)]).toEqual([200, 200]);
});

describe('while the store is away', () => {
  test.each([
    ['open', [200, 200, 200], 429],
    ['closed', [503, 503, 503], 429],
    ['local', [200, 429, 429], 429],
  ] as const)('%s: %j; then it counts as before', async (failure, meanwhile, then) => {
    const [gateway] = await replicas(1, limited({ rate: '1 requests per hour' }), failure);
    if (gateway === undefined) throw new Error('no replica');
    expect(await statusOf(gateway)).toBe(200);
    await server.cut();
    await becomes(gateway, 'away');
    const seen: number[] = [];
    for (let turn = 0; turn < meanwhile.length; turn += 1) seen.push(await statusOf(gateway));
    server.mend();
    expect(seen).toEqual(meanwhile);
    await becomes(gateway, 'connected');
    expect(await statusOf(gateway)).toBe(then);
    expect(notices(gateway)).toEqual(['store-lost', 'store-back']);
  });

  test('what ends meanwhile is settled when it is back, once', async () => {
    const clock = fixedClock();
    const scenario = { ...limited({ concurrent: 1 }), stub: { pace: { firstToken: '1s' } } };
    const [one, other] = await replicas(2, scenario, 'closed', clock);
    if (one === undefined || other === undefined) throw new Error('no replicas');
    const asked = statusOf(one);
    await underStub(clock, 1);
    await server.cut();
    await becomes(one, 'away');
    clock.advance(1_000);
    expect(await asked).toBe(200);
    server.mend();
    await Promise.all([becomes(one, 'connected'), becomes(other, 'connected')]);
    const levels = async () =>
      (await other.gateway.steering.limits({ scenario: null, label: null }, 9)).limits;
    await vi.waitFor(async () => expect((await levels())[0]?.keys[0]?.remaining).toBe(1));
  });

  test('a store that is killed and started again without its memory counts from nothing', async () => {
    const [gateway] = await replicas(1, limited({ rate: '1 requests per hour' }), 'closed');
    if (gateway === undefined) throw new Error('no replica');
    expect([await statusOf(gateway), await statusOf(gateway)]).toEqual([200, 429]);
    await server.kill();
    await becomes(gateway, 'away');
    expect(await statusOf(gateway)).toBe(503);
    await server.start();
    await becomes(gateway, 'connected');
    expect([await statusOf(gateway), await statusOf(gateway)]).toEqual([200, 429]);
  });
});

test('a gateway that is lost gives back what it held when its lease ends', async () => {
  const prefix = newPrefix();
  const [clock, lost] = [fixedClock(), fixedClock()];
  const open = async (own: typeof clock) => {
    const parts = { url: server.url, prefix, clock: own, time: 'given', leaseMs } as const;
    const store = await RedisStore.open({ ...parts, changed: () => {} });
    onTestFinished(() => store.close());
    return store.runOf('scenario', '', 'open').limits;
  };
  const { algorithms } = await import('../../src/limits/index.ts');
  const concurrency = algorithms.find(({ name }) => name === 'concurrency');
  if (concurrency === undefined) throw new Error('no such algorithm');
  const allowance = { amount: 50, perMs: 1 };
  const limit = { id: 'fifty', algorithm: concurrency, allowance, enforcement: 'enforced' } as const;
  const charge = { limit, key: '', room: 1, amount: 1, settlement: 'follows' } as const;
  const [one, other] = [await open(lost), await open(clock)];
  for (let held = 0; held < 50; held += 1) await one.take([charge], lost.now());
  clock.advance(leaseMs - 1);
  expect((await other.take([charge], clock.now())).outcome).toBe('refused');
  clock.advance(1);
  expect((await other.foresee([charge], clock.now())).rulings[0]?.level.remaining).toBe(50);
});

test('of 10,000 questions of four gateways at a limit of 1,000 exactly 1,000 are let through', async () => {
  const prefix = newPrefix();
  const parts = { url: server.url, prefix, clock: systemClock, time: 'server', leaseMs } as const;
  const stores = await Promise.all([1, 2, 3, 4].map(() => RedisStore.open({ ...parts, changed: () => {} })));
  onTestFinished(async () => void (await Promise.all(stores.map((store) => store.close()))));
  const { algorithms } = await import('../../src/limits/index.ts');
  const window = algorithms.find(({ name }) => name === 'fixed-window');
  if (window === undefined) throw new Error('no such algorithm');
  const allowance = { amount: 1_000, perMs: 3_600_000 };
  const limit = { id: 'thousand', algorithm: window, allowance, enforcement: 'enforced' } as const;
  const limits = stores.map((store) => store.runOf('scenario', '', 'open').limits);
  let taken = 0;
  // In rounds, so that no question waits longer than a gateway waits for an answer.
  for (let round = 0; round < 25; round += 1)
    await Promise.all(
      Array.from({ length: 400 }, async (_, index) => {
        const asked = limits[index % 4]?.take([{ limit, key: 'one', room: 1, amount: 1 }], 0);
        if ((await asked)?.outcome === 'taken') taken += 1;
      }),
    );
  expect(taken).toBe(1_000);
});

test('a stop at one gateway is one at all that share the store, and at one that starts later', async () => {
  const scenario = { rules: [{ id: 'hung', faults: [{ hang: { at: 'before-head', for: '10m' } }] }] };
  const prefix = newPrefix();
  const store = { url: server.url, prefix, failure: 'open' } as const;
  const [one, other] = await Promise.all([gatewayOf(scenario, { store }), gatewayOf(scenario, { store })]);
  if (one === undefined || other === undefined) throw new Error('no replicas');
  const hung = statusOf(other).catch(() => 'closed');
  await vi.waitFor(() => expect(other.gateway.steering.underWay()).toBe(1));
  await one.gateway.steering.stopFaults('enough');
  expect(await hung).toBe('closed');
  const later = await gatewayOf(scenario, { store });
  expect(await Promise.all([one, other, later].map(statusOf))).toEqual([200, 200, 200]);
  expect(later.gateway.steering.latch()).toMatchObject({ reason: 'enough', by: 'operation' });
  await later.gateway.steering.releaseFaults('it was seen');
  await vi.waitFor(() => expect(one.gateway.steering.faults()).toBe('injecting'));
});

test('each key of the store has a time to live, and no key of a client is in it', async () => {
  const prefix = newPrefix();
  const store = { url: server.url, prefix, failure: 'open' } as const;
  const scenario = {
    ...limited({ rate: '5 requests per hour', by: ['key'] }),
    quotas: [{ id: 'tokens', quota: '100000 tokens per 1d', by: ['key'] }],
  };
  const gateway = await gatewayOf(scenario, { store });
  const secret = 'sk-planted-0123456789abcdef';
  for (let turn = 0; turn < 7; turn += 1) await (await chat(gateway.url, { key: secret })).arrayBuffer();
  await gateway.gateway.steering.reset('counters', everywhere);
  const client = server.client();
  const keys = await client.keys(`${prefix}*`);
  expect(keys.length).toBeGreaterThan(4);
  for (const key of keys)
    expect([key, await client.pttl(key)]).toEqual([key, expect.toSatisfy((ms) => ms > 0)]);
  const held = await Promise.all(
    keys.map(async (key) =>
      (await client.type(key)) === 'hash' ? JSON.stringify(await client.hgetall(key)) : '',
    ),
  );
  expect([...keys, ...held].join('\n')).not.toContain(secret);
});

describe('a user of the store', () => {
  const password = 'hunter2-of-the-store';
  const open = (user: string, prefix = newPrefix()) =>
    RedisStore.open({
      ...{ url: server.url.replace('unix://', `unix://${user}@localhost`), prefix },
      ...{ clock: systemClock, time: 'server', leaseMs },
      changed: () => {},
    });

  test('needs its own keys, data and scripts alone', async () => {
    const rules = [
      'on',
      `>${password}`,
      '~own:*',
      '-@all',
      '+@hash',
      '+@string',
      '+@sortedset',
      '+@keyspace',
    ];
    await server.client().call('ACL', 'SETUSER', 'app', ...rules, '+@scripting', '+@connection', '+time');
    const store = await open(`app:${password}`, 'own:');
    await store.close();
    await expect(open(`app:${password}`)).rejects.toThrow(/^Failed to use --store unix:/);
  });

  test('whose password is wrong ends the start with an error that does not have it', async () => {
    const error: unknown = await open(`app:${password}-wrong`).catch((caught: unknown) => caught);
    expect(String(error)).toContain('WRONGPASS');
    expect(JSON.stringify([String(error), Object.entries(error as object)])).not.toContain(password);
  });
});
