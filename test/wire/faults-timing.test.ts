import { expect, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { type FixedClock, fixedClock, waiting } from '../helpers/clock.ts';
import { chat, chatBody, requestsOf, type StartedGateway } from '../helpers/gateway.ts';

const ask = rawRequest('/v1/chat/completions', chatBody());
const askForStream = rawRequest('/v1/chat/completions', chatBody({ stream: true }));

/** A gateway whose time stands still: what waits, waits until the test moves it. */
async function still(
  ...faults: readonly unknown[]
): Promise<StartedGateway & { readonly clock: FixedClock }> {
  const clock = fixedClock();
  return { clock, ...(await gatewayOf({ rules: [{ faults }] }, { clock })) };
}

/** Whatever was already written would have come by then: another client is served from head to end. */
async function anotherIsServed({ url }: StartedGateway): Promise<void> {
  const { bytes } = await speak(url, rawRequest('/nowhere')).over;
  expect(bytes.toString()).toContain('HTTP/1.1 404');
}

test('latency: not a byte comes before its time, and then everything', async () => {
  const started = await still({ latency: '30s' });
  const { clock } = started;
  const client = speak(started.url, ask);
  expect(await waiting(clock)).toBe(30_000);
  clock.advance(29_999);
  await anotherIsServed(started);
  expect(client.bytes().toString()).toBe('');
  clock.advance(1);
  expect((await client.over).bytes.toString()).toContain('HTTP/1.1 200 OK');
  const [entry] = (await requestsOf(started, 2)).filter(({ route }) => route === 'chat');
  expect(entry?.played.pauses).toEqual([{ kind: 'pause', plannedMs: 30_000, actualMs: 30_000 }]);
});

test('latency: two of them add up', async () => {
  const started = await still({ latency: '20s' }, { latency: '5s' });
  const client = speak(started.url, ask);
  const first = await waiting(started.clock);
  started.clock.advance(first);
  const second = await waiting(started.clock);
  started.clock.advance(second);
  await client.over;
  expect([first, second].toSorted()).toEqual([20_000, 5_000]);
});

test('latency: an error waits too', async () => {
  const started = await still({ latency: '20s' }, { error: 503 });
  const client = speak(started.url, ask);
  started.clock.advance(await waiting(started.clock));
  expect((await client.over).bytes.toString()).toContain('HTTP/1.1 503');
});

interface Plan {
  readonly plannedMs: number;
  readonly actualMs: number;
}

/** What was drawn for `count` different requests, and how it came out; by the real clock. */
async function drawn(latency: object, seed: number, count: number): Promise<Map<string, Plan>> {
  const started = await gatewayOf({ seed, rules: [{ faults: [{ latency }] }] });
  const prompts = Array.from({ length: count }, (_, index) => `prompt ${index}`);
  const took = new Map<string, number>();
  await Promise.all(
    prompts.map(async (prompt) => {
      const began = performance.now();
      await (await chat(started.url, { prompt, headers: { 'x-badgateway-call': prompt } })).text();
      took.set(prompt, performance.now() - began);
    }),
  );
  const entries = await requestsOf(started, count);
  const plans = new Map<string, Plan>();
  // In the order of their arrival, which is the order of nothing else: told apart by what they drew.
  for (const { played } of entries) {
    const [plan] = played.pauses;
    if (plan === undefined) throw new Error('nothing was drawn');
    expect(played.pauses).toHaveLength(1);
    // A timer of Node's may be due a millisecond early.
    expect(plan.actualMs).toBeGreaterThan(plan.plannedMs - 2);
    plans.set(String(plan.plannedMs), plan);
  }
  // The slowest client waited for the longest draw at least, and so on down: none was let through early.
  const waited = [...took.values()].toSorted((one, other) => one - other);
  const planned = [...plans.values()].map(({ plannedMs }) => plannedMs).toSorted((one, other) => one - other);
  for (const [index, ms] of planned.entries()) expect(waited[index]).toBeGreaterThan(ms - 2);
  return plans;
}

test('latency, uniform: within its bounds, planned as drawn, the same for the same seed', async () => {
  const [one, again, other] = await Promise.all([
    drawn({ from: '5ms', to: '60ms' }, 1, 24),
    drawn({ from: '5ms', to: '60ms' }, 1, 24),
    drawn({ from: '5ms', to: '60ms' }, 2, 24),
  ]);
  const values = [...one.keys()].map(Number);
  expect(values).toHaveLength(24);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(5);
  expect(Math.max(...values)).toBeLessThanOrEqual(60);
  expect(new Set(again.keys())).toEqual(new Set(one.keys()));
  expect([...other.keys()].some((value) => one.has(value))).toBe(false);
});

test('latency, log-normal: around its median, never above its cap', async () => {
  const plans = await drawn({ median: '20ms', p99: '40ms', cap: '40ms' }, 1, 200);
  const values = [...plans.keys()].map(Number);
  // Equal draws are one here: of 200, about 2 reach the cap.
  expect(Math.max(...values)).toBe(40);
  const below = values.filter((ms) => ms < 20).length;
  expect(below).toBeGreaterThan(80);
  expect(below).toBeLessThan(120);
});

test('slow-first-byte: the head is there while the body is not', async () => {
  const started = await still({ 'slow-first-byte': '30s' });
  const client = speak(started.url, ask);
  await client.heard('\r\n\r\n');
  expect(await waiting(started.clock)).toBe(30_000);
  started.clock.advance(29_999);
  await anotherIsServed(started);
  expect(client.bytes().toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Content-Length: \d+\r\n.*\r\n\r\n$/s);
  started.clock.advance(1);
  const { body } = splitHead((await client.over).bytes);
  expect(JSON.parse(body.toString())).toHaveProperty('choices');
});

test('slow-first-byte: fetch has its response before the body, and reads the body later', async () => {
  const started = await still({ 'slow-first-byte': '30s' });
  const response = await chat(started.url, { stream: true });
  expect(response.status).toBe(200);
  started.clock.advance(await waiting(started.clock));
  expect(await response.text()).toContain('data: [DONE]');
});

const places = [
  [{ at: 'before-head' }, /^$/],
  [{ at: 'after-head' }, /\r\n\r\n$/],
  [{ frames: 2 }, /\r\n\r\n.*role.*content.*\n\n\r\n$/s],
  [{ bytes: '10B' }, /\r\n\r\na\r\ndata: \{"id\r\n$/],
] as const;

test.for(places)('hang: %o is silent there, then closes', async ([place, sofar]) => {
  const started = await still({ hang: { ...place, for: '40s' } });
  const client = speak(started.url, askForStream);
  expect(await waiting(started.clock)).toBe(40_000);
  await anotherIsServed(started);
  started.clock.advance(40_000);
  const { bytes, parting } = await client.over;
  expect(parting).toBe('fin');
  expect(bytes.toString()).toMatch(sofar);
  const [entry] = (await requestsOf(started, 2)).filter(({ route }) => route === 'chat');
  expect(entry?.played).toMatchObject({
    ending: 'hung',
    pauses: [{ kind: 'hang', plannedMs: 40_000, actualMs: 40_000 }],
  });
});

test.for(places)('hang: %o, then continues with nothing lost', async ([place]) => {
  const plain = await gatewayOf({});
  const whole = splitHead((await speak(plain.url, askForStream).over).bytes);
  const started = await still({ hang: { ...place, for: '40s', then: 'continue' } });
  const client = speak(started.url, askForStream);
  started.clock.advance(await waiting(started.clock));
  const answered = splitHead((await client.over).bytes);
  expect(answered.body.toString().replaceAll(/(^|\r\n)[0-9a-f]+\r\n/g, '')).toBe(
    whole.body.toString().replaceAll(/(^|\r\n)[0-9a-f]+\r\n/g, ''),
  );
});

test.for(places)('hang: %o, and the client leaves: the journal says so at once', async ([place]) => {
  const started = await still({ hang: { ...place, for: '40s' } });
  const client = speak(started.url, askForStream);
  await waiting(started.clock);
  started.clock.advance(7_000);
  client.leave();
  const [entry] = await requestsOf(started, 1);
  expect(entry?.played).toMatchObject({
    ending: 'client-left',
    pauses: [{ kind: 'hang', plannedMs: 40_000, actualMs: 7_000 }],
  });
  expect(started.clock.waiting()).toEqual([]);
});

test('no silence is longer than the limit of the scenario', async () => {
  for (const fault of ['hang', { hang: { for: '2h' } }, { latency: '2h' }, { 'slow-first-byte': '2h' }]) {
    const clock = fixedClock();
    const { url } = await gatewayOf({ limits: { hang: '90s' }, rules: [{ faults: [fault] }] }, { clock });
    const client = speak(url, ask);
    expect(await waiting(clock)).toBe(90_000);
    client.leave();
  }
});
