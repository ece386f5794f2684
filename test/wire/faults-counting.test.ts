import { Agent, request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { chatBody, requestsOf } from '../helpers/gateway.ts';

const clients = 64;

/** 64 clients at once, each on a connection of its own. */
function crowd(url: string): (prompt: string) => Promise<number> {
  const agent = new Agent({ connections: clients, pipelining: 1 });
  onTestFinished(() => agent.close());
  return async (prompt) => {
    const { statusCode, body } = await request(`${url}/v1/chat/completions`, {
      dispatcher: agent,
      method: 'POST',
      headers: { authorization: 'Bearer sk-test-0123456789abcdef', 'content-type': 'application/json' },
      body: chatBody({ prompt }),
    });
    await body.dump();
    return statusCode;
  };
}

function everyone<T>(work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: clients }, (_, index) => work(index)));
}

/** Asks until it is answered well, without a pause; what it met on the way. */
async function persist(ask: (prompt: string) => Promise<number>, prompt: string): Promise<number[]> {
  const met: number[] = [];
  while (met.at(-1) !== 200 && met.length < 10) met.push(await ask(prompt));
  return met;
}

test('sequence [429, 429, ok] per call: each of 64 calls at once meets exactly that', async () => {
  const started = await gatewayOf({ rules: [{ id: 'twice', per: 'call', sequence: [429, 429, 'ok'] }] });
  const ask = crowd(started.url);
  const met = await everyone((index) => persist(ask, `call ${index}`));
  expect(met).toEqual(Array(clients).fill([429, 429, 200]));

  const entries = await requestsOf(started, clients * 3);
  expect(entries).toHaveLength(clients * 3);
  for (let call = 1; call <= clients; call += 1) {
    const own = entries.filter((entry) => entry.call === call);
    expect(own.map(({ attempt, played }) => [attempt, played.status])).toEqual([
      [1, 429],
      [2, 429],
      [3, 200],
    ]);
  }
  expect(new Set(entries.map(({ connection }) => connection)).size).toBeGreaterThan(32);
});

test('per call: what was answered well is over; the same question again begins anew', async () => {
  const started = await gatewayOf({ rules: [{ per: 'call', sequence: [429, 429, 'ok'] }] });
  const ask = crowd(started.url);
  const met = await everyone(async (index) => [
    ...(await persist(ask, `call ${index}`)),
    ...(await persist(ask, `call ${index}`)),
  ]);
  expect(met).toEqual(Array(clients).fill([429, 429, 200, 429, 429, 200]));
});

test('a sequence without per is used up by whoever comes: two of 64', async () => {
  const { url } = await gatewayOf({ rules: [{ sequence: [429, 503, 'ok'] }] });
  const ask = crowd(url);
  const met = await everyone((index) => ask(`call ${index}`));
  expect(met.filter((status) => status === 429)).toHaveLength(1);
  expect(met.filter((status) => status === 503)).toHaveLength(1);
  expect(met.filter((status) => status === 200)).toHaveLength(clients - 2);
});

describe('exact in number under 64 clients at once, 256 requests', () => {
  const rounds = 4;
  const requests = clients * rounds;

  /** How many of the requests met the 503, and on how many connections they came. */
  async function hits(rule: object) {
    const started = await gatewayOf({ rules: [{ id: 'counted', ...rule, faults: [503] }] });
    const ask = crowd(started.url);
    const met = await everyone(async (index) => {
      const own: number[] = [];
      for (let round = 0; round < rounds; round += 1) own.push(await ask(`call ${index}`));
      return own;
    });
    const failed = met.flat().filter((status) => status === 503).length;
    const entries = await requestsOf(started, requests);
    const fired = entries.filter(({ rules }) => rules[0]?.outcome === 'fired');
    expect(fired).toHaveLength(failed);
    expect(fired.every(({ played }) => played.status === 503)).toBe(true);
    return { failed, connections: new Set(entries.map(({ connection }) => connection)).size };
  }

  test.for([
    [{ times: 1 }, 1],
    [{ times: 37 }, 37],
    [{ times: requests + 1 }, requests],
    [{ skip: 100 }, requests - 100],
    [{ skip: requests }, 0],
    [{ every: 3 }, Math.floor(requests / 3)],
    [{ skip: 10, every: 7 }, Math.floor((requests - 10) / 7)],
    [{ skip: 10, every: 7, times: 20 }, 20],
    [{ per: 'header:authorization', times: 5 }, 5],
  ] as const)('%o', async ([rule, count]) => {
    expect((await hits(rule)).failed).toBe(count);
  });

  test('once for each connection', async () => {
    const { failed, connections } = await hits({ per: 'connection', times: 1 });
    expect(failed).toBe(connections);
    expect(connections).toBeGreaterThan(1);
  });
});

test('a kept-alive connection gets a draw of its own for every request', async () => {
  const started = await gatewayOf({ seed: 3, rules: [{ chance: 0.5, faults: [503] }] });
  const agent = new Agent({ connections: 1, pipelining: 1 });
  onTestFinished(() => agent.close());
  const met: number[] = [];
  for (let index = 0; index < 40; index += 1) {
    const { statusCode, body } = await request(`${started.url}/v1/models`, {
      dispatcher: agent,
      headers: { authorization: 'Bearer sk-test-0123456789abcdef' },
    });
    await body.dump();
    met.push(statusCode);
  }
  const entries = await requestsOf(started, 40);
  expect(new Set(entries.map(({ connection }) => connection)).size).toBe(1);
  const failed = met.filter((status) => status === 503).length;
  expect(failed).toBeGreaterThan(8);
  expect(failed).toBeLessThan(32);
});
