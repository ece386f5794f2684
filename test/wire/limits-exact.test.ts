import { Agent, request } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { fixedClock } from '../helpers/clock.ts';
import { validKey } from '../helpers/facts.ts';
import { requestsOf, type StartedGateway } from '../helpers/gateway.ts';

const clients = 64;
const algorithms = ['continuous-refill', 'fixed-window', 'sliding-window'];

interface Seen {
  readonly status: number;
  /** What remains of requests and of tokens, as the answer tells it. */
  readonly requests: number;
  readonly tokens: number;
  /** Of the answer; 0: a refusal. */
  readonly used: number;
}

type Client = (question: string) => Promise<Seen>;

const field = (value: string | string[] | undefined) => Number(value ?? Number.NaN);

/** Clients that keep a connection each. */
function keptAlive({ url }: StartedGateway, count = clients): Client[] {
  return Array.from({ length: count }, (): Client => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const headers = { authorization: `Bearer ${validKey}`, 'content-type': 'application/json' };
    return (question) =>
      new Promise((resolve, reject) => {
        const sent = request(`${url}/v1/chat/completions`, { method: 'POST', agent, headers }, (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('end', () => {
            const { usage } = JSON.parse(Buffer.concat(chunks).toString()) as {
              usage?: { total_tokens: number };
            };
            resolve({
              status: reply.statusCode ?? 0,
              requests: field(reply.headers['x-ratelimit-remaining-requests']),
              tokens: field(reply.headers['x-ratelimit-remaining-tokens']),
              used: usage?.total_tokens ?? 0,
            });
          });
        });
        sent.on('error', reject);
        const messages = [{ role: 'user', content: question }];
        sent.end(JSON.stringify({ model: 'gpt-4o', messages, max_tokens: 90 }));
      });
  });
}

/** Each client sends so many requests, one after the other, all clients at the same time. */
async function flood(all: readonly Client[], each: number): Promise<Seen[]> {
  const seen = await Promise.all(
    all.map(async (ask, client) => {
      const own: Seen[] = [];
      for (let turn = 0; turn < each; turn += 1) own.push(await ask(`question ${turn} of ${client}`));
      return own;
    }),
  );
  return seen.flat();
}

const passed = (seen: readonly Seen[]) => seen.filter(({ status }) => status === 200);

/** How many requests the journal knows as answered. */
async function journalled(started: StartedGateway, count: number): Promise<number> {
  const requests = await requestsOf(started, count);
  return requests.filter(({ played }) => played.status === 200).length;
}

test.each(algorithms)(
  '%s: of 64 clients at once a hundred requests pass, and not one more',
  async (algorithm) => {
    const clock = fixedClock();
    const rateLimits = [{ id: 'hundred', rate: '100 requests per minute', by: ['key'], algorithm }];
    const started = await gatewayOf({ platform: 'openai', rateLimits }, { clock });
    const all = keptAlive(started);
    const seen = await flood(all, 4);
    expect(passed(seen)).toHaveLength(100);
    expect(seen.filter(({ status }) => status === 429)).toHaveLength(4 * clients - 100);
    // Each took another one, so that none was counted twice.
    const remaining = passed(seen).map(({ requests }) => requests);
    expect(remaining.sort((one, other) => one - other)).toEqual(
      Array.from({ length: 100 }, (_, index) => index),
    );
    expect(await journalled(started, 4 * clients)).toBe(100);
    // A minute later all of it is there again, and not more.
    clock.advance(60_000);
    expect(passed(await flood(all, 2))).toHaveLength(100);
  },
);

test('four answers at a time: of 64 clients at once four are answered, round by round', async () => {
  const clock = fixedClock();
  const started = await gatewayOf(
    { stub: { pace: { firstToken: '1s' } }, rateLimits: [{ id: 'four', concurrent: 4 }], platform: 'openai' },
    { clock },
  );
  const all = keptAlive(started);
  for (let round = 1; round <= 5; round += 1) {
    let refused = 0;
    const asked = all.map(async (ask) => {
      const seen = await ask('question');
      if (seen.status === 429) refused += 1;
      return seen;
    });
    await vi.waitFor(() => expect(refused).toBe(clients - 4), { timeout: 20_000 });
    expect(clock.waiting().filter((ms) => ms === 1_000)).toHaveLength(4);
    clock.advance(1_000);
    expect(passed(await Promise.all(asked))).toHaveLength(4);
    await requestsOf(started, round * clients);
  }
  expect(await journalled(started, 5 * clients)).toBe(20);
});

test.each(algorithms)('%s: tokens of 64 clients at once never go beyond the limit', async (algorithm) => {
  const clock = fixedClock();
  const limit = 5_000;
  const rateLimits = [{ id: 'tokens', rate: `${limit} tokens per hour`, algorithm }];
  const started = await gatewayOf({ platform: 'openai', stub: { words: 20 }, rateLimits }, { clock });
  const all = keptAlive(started);
  const seen = await flood(all, 6);
  const used = seen.reduce((sum, each) => sum + each.used, 0);
  expect(used).toBeLessThanOrEqual(limit);
  expect(Math.min(...seen.map(({ tokens }) => tokens))).toBeGreaterThanOrEqual(0);
  expect(await journalled(started, 6 * clients)).toBe(passed(seen).length);
  // What was reserved is settled to the token: no more remains than was not used, and no less.
  const [one = () => Promise.reject(new Error('no client'))] = all;
  let last = await one('x');
  let total = used + last.used;
  const reserved = 90 + 1;
  while (last.status === 200) {
    expect(last.tokens).toBe(limit - (total - last.used) - reserved);
    last = await one('x');
    total += last.used;
  }
  expect(limit - total).toBeLessThan(reserved);
  expect(last.tokens).toBe(limit - total);
});
