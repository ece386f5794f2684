import { expect, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { fixedClock } from '../helpers/clock.ts';
import { validKey } from '../helpers/facts.ts';
import { chat } from '../helpers/gateway.ts';

const kimi = 'Omniva/Kimi-K2.6';
const minimax = 'MiniMaxAI/MiniMax-M2.5';
const embedding = 'BAAI/bge-large-en-v1.5';
const headers = { authorization: `Bearer ${validKey}` };

interface Status {
  readonly status: string;
  readonly models: readonly { readonly id: string; readonly status: string }[];
}

interface Quota {
  readonly requests_per_minute: { readonly limit: number; readonly remaining: number };
  readonly tokens_per_minute: { readonly limit: number; readonly remaining: number };
}

async function statusAt(url: string): Promise<Record<string, string>> {
  const reply = await fetch(`${url}/api/status`, { headers });
  const { status, models } = (await reply.json()) as Status;
  return { all: status, ...Object.fromEntries(models.map((model) => [model.id, model.status])) };
}

async function quotaAt(url: string): Promise<Quota> {
  return (await (await fetch(`${url}/api/quota`, { headers })).json()) as Quota;
}

async function leftAt(url: string): Promise<number[]> {
  const { requests_per_minute: requests, tokens_per_minute: tokens } = await quotaAt(url);
  return [requests.remaining, tokens.remaining];
}

const onlyKimi = { route: 'chat', model: kimi };

const statuses: readonly [what: string, rules: object[], told: string][] = [
  ['answers 503', [{ when: onlyKimi, faults: [503] }], 'unavailable'],
  ['is not found', [{ when: onlyKimi, faults: [404] }], 'unavailable'],
  ['resets the connection', [{ when: onlyKimi, faults: ['disconnect'] }], 'unavailable'],
  ['never answers', [{ when: onlyKimi, faults: ['hang'] }], 'unavailable'],
  ['answers 503 now and then', [{ when: onlyKimi, chance: 0.01, faults: [503] }], 'degraded'],
  ['cuts its streams', [{ when: { ...onlyKimi, stream: true }, faults: ['stream-cut'] }], 'degraded'],
  ['is slow', [{ when: onlyKimi, faults: [{ latency: '5s' }] }], 'degraded'],
  ['is limited', [{ when: onlyKimi, faults: [429] }], 'degraded'],
  ['refuses this key', [{ when: { ...onlyKimi, key: validKey }, faults: [401] }], 'operational'],
  ['refuses another key', [{ when: { ...onlyKimi, key: 'sk-other' }, faults: [503] }], 'operational'],
  ['has a rule of chance 0', [{ when: onlyKimi, chance: 0, faults: [503] }], 'operational'],
];

test.each(statuses)('the status tells of a model that %s', async (_, rules, told) => {
  const { url } = await gatewayOf({ rules }, { clock: fixedClock() });
  const seen = await statusAt(url);
  expect(seen[kimi]).toBe(told);
  expect([seen[minimax], seen[embedding]]).toEqual(['operational', 'operational']);
  expect(seen['all']).toBe(told === 'operational' ? 'operational' : 'degraded');
});

test('the status follows the counters, and asking for it uses none of them up', async () => {
  const rules = [{ when: onlyKimi, skip: 1, times: 2, faults: [503] }];
  const { url } = await gatewayOf({ rules }, { clock: fixedClock() });
  const seen: string[] = [];
  for (let request = 0; request < 5; request += 1) {
    for (let asked = 0; asked < 3; asked += 1) seen.push((await statusAt(url))[kimi] ?? '');
    seen.push(String((await chat(url)).status));
  }
  const [well, down] = [Array(3).fill('operational'), Array(3).fill('unavailable')];
  expect(seen).toEqual([...well, '200', ...down, '503', ...down, '503', ...well, '200', ...well, '200']);
});

test('the status of every model is that of the gateway, and HEAD has no body', async () => {
  const rules = [{ when: { route: ['chat', 'embeddings', 'images'] }, faults: [503] }];
  const { url } = await gatewayOf({ rules }, { clock: fixedClock() });
  expect((await statusAt(url))['all']).toBe('unavailable');
  const head = await fetch(`${url}/api/status`, { method: 'HEAD', headers });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('the quota counts what was answered, per minute, the same answer twice as well', async () => {
  const clock = fixedClock();
  const { url } = await gatewayOf({}, { clock });
  expect(await leftAt(url)).toEqual([600, 200_000]);
  const { usage } = (await (await chat(url)).json()) as { usage: { total_tokens: number } };
  await chat(url).then((reply) => reply.text());
  await fetch(`${url}/v1/models`, { headers }).then((reply) => reply.text());
  await chat(url, { key: '' }).then((reply) => reply.text());
  expect(await leftAt(url)).toEqual([598, 200_000 - 2 * usage.total_tokens]);
  clock.advance(60_000);
  expect(await leftAt(url)).toEqual([600, 200_000]);
});

test('nothing is left of the quota where every model answers that it is used up', async () => {
  const rules = [{ when: { route: ['chat', 'embeddings', 'images'] }, times: 1, faults: ['quota-exceeded'] }];
  const { url } = await gatewayOf({ rules }, { clock: fixedClock() });
  expect(await leftAt(url)).toEqual([0, 0]);
  expect((await chat(url)).status).toBe(429);
  expect(await leftAt(url)).toEqual([600, 200_000]);
});
