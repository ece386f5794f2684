import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FixedClock, fixedClock } from '../helpers/clock.ts';
import { validKey } from '../helpers/facts.ts';
import { chatBody, requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';

const spans = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const algorithms = ['continuous-refill', 'fixed-window', 'sliding-window'] as const;
const units = {
  requests: { amount: '3 requests' },
  'tokens reserved': { amount: '100 tokens', accounting: 'reserve' },
  'tokens after': { amount: '100 tokens', accounting: 'after' },
} as const;

const cases = algorithms.flatMap((algorithm) =>
  Object.entries(units).flatMap(([unit, { amount, ...accounting }]) =>
    Object.entries(spans).map(([span, ms]) => {
      const id = `${algorithm}.${unit.replace(' ', '.')}.${span}`;
      const when = { route: 'chat', header: { 'x-limit': id } };
      return { id, ms, limit: { id, rate: `${amount} per ${span}`, algorithm, when, ...accounting } };
    }),
  ),
);

const measures = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `11h59m0.5s` in milliseconds. */
function milliseconds(text: string): number {
  const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h|d)/g)];
  return Math.round(
    parts.reduce(
      (sum, [, amount, unit]) => sum + Number(amount) * measures[unit as keyof typeof measures],
      0,
    ),
  );
}

let clock: FixedClock;
let started: StartedGateway;
let sent = 0;

beforeAll(async () => {
  clock = fixedClock();
  const rateLimits = cases.map(({ limit }) => limit);
  const scenario = JSON.stringify({ stub: { words: 12 }, rateLimits });
  started = await startGateway({ clock, scenario });
});
afterAll(() => started.close());

interface Told {
  readonly status: number;
  /** Seconds, of the answer. */
  readonly retryAfter: number;
  /** Milliseconds, before it is rounded: what the journal says of the limit that refused; 0: none did. */
  readonly wait: number;
}

async function ask(id: string): Promise<Told> {
  const reply = await fetch(`${started.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${validKey}`, 'content-type': 'application/json', 'x-limit': id },
    body: JSON.stringify({
      model: 'Omniva/Kimi-K2.6',
      messages: [{ role: 'user', content: 'hello' }],
      max_tokens: 45,
    }),
  });
  await reply.arrayBuffer();
  sent += 1;
  const { rules = [] } = (await requestsOf(started, sent)).at(-1) ?? {};
  const said = rules.find(({ rule }) => rule === id)?.because ?? '';
  return {
    status: reply.status,
    retryAfter: Number(reply.headers.get('retry-after')),
    wait: milliseconds(/no room for (\S+)/.exec(said)?.[1] ?? ''),
  };
}

/** Asks until it is refused, a part of the span apart at first. */
async function refused(id: string, ms: number): Promise<Told> {
  for (let asked = 0; asked < 20; asked += 1) {
    const told = await ask(id);
    if (told.status === 429) return told;
    if (asked < 2) clock.advance(Math.floor(ms / 17) + asked);
  }
  throw new Error(`${id} never refused`);
}

test.each(cases)(
  '$id: who waits as told passes, and 1 ms before the true wait none does',
  async ({ id, ms }) => {
    for (let round = 0; round < 2; round += 1) {
      const exact = await refused(id, ms);
      expect(exact.wait).toBeGreaterThan(1);
      expect(exact.retryAfter).toBe(Math.ceil(exact.wait / 1_000));
      clock.advance(exact.wait - 1);
      expect(await ask(id)).toEqual({ status: 429, retryAfter: 1, wait: 1 });
      clock.advance(1);
      expect((await ask(id)).status).toBe(200);
      const rounded = await refused(id, ms);
      clock.advance(rounded.retryAfter * 1_000);
      expect((await ask(id)).status).toBe(200);
    }
  },
);

test('a clock that is moved by an operation ends a wait of a day, and Date agrees', async () => {
  const token = 'a-token-of-this-test';
  const rateLimits = [{ id: 'daily', rate: '1 request per day' }];
  const moved = await startGateway({
    clock: 'manual',
    controlToken: token,
    scenario: JSON.stringify({ rateLimits }),
  });
  const { controlUrl } = moved.gateway;
  const chat = async () => {
    const reply = await fetch(`${moved.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${validKey}`, 'content-type': 'application/json' },
      body: chatBody(),
    });
    await reply.arrayBuffer();
    const date = Date.parse(reply.headers.get('date') ?? '');
    return { status: reply.status, wait: Number(reply.headers.get('retry-after')), date };
  };
  const advance = (by: string) =>
    fetch(`${controlUrl}/clock?by=${by}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    }).then((reply) => reply.json());
  await chat();
  const first = await chat();
  expect(await advance('23h')).toMatchObject({ advancedMs: 82_800_000 });
  const later = await chat();
  await advance('1h');
  const last = await chat();
  await moved.close();
  expect([first.status, first.wait > 86_300, first.wait <= 86_400]).toEqual([429, true, true]);
  // The clock goes on by itself besides, so that what is left is less by what the requests took.
  expect([later.status, later.wait > 3_500, later.wait <= 3_600]).toEqual([429, true, true]);
  expect(last.status).toBe(200);
  expect(last.date - first.date).toBeGreaterThanOrEqual(86_400_000);
});
