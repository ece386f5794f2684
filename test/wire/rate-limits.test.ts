import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import { describeOutcome } from '../../src/model/describe-outcome.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { fixedClock, waiting } from '../helpers/clock.ts';
import { type Chat, chat, requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { httpUpstream } from '../helpers/upstreams.ts';

/** A gateway under a shipped scenario, with a clock that stands still. */
async function shipped(scenario: string) {
  const clock = fixedClock();
  const started = await startGateway({ scenario, clock });
  onTestFinished(() => started.close());
  return { clock, started };
}

async function saw(reply: Promise<Response>): Promise<string> {
  const { status, headers } = await reply;
  await (await reply).text();
  const wait = headers.get('retry-after');
  return wait === null ? String(status) : `${status}, ${wait}`;
}

function many(started: StartedGateway, count: number, request: Chat = {}): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      saw(chat(started.url, { prompt: `question ${index}`, ...request })),
    ),
  );
}

/** What the journal says of the rules and limits of each request. */
async function told(started: StartedGateway, count: number): Promise<string[]> {
  const requests = await requestsOf(started, count);
  return requests.flatMap(({ rules }) =>
    rules.map((each) => `${each.rule} ${each.outcome}: ${describeOutcome(each)}`),
  );
}

/** Waits until so many answers wait for the clock. */
function underWay(clock: ReturnType<typeof fixedClock>, count: number, ms: number): Promise<void> {
  return vi.waitFor(() => expect(clock.waiting().filter((each) => each === ms)).toHaveLength(count));
}

test('sixty-a-minute: of 64 clients at once sixty pass, and one that waits as told passes then', async () => {
  const { clock, started } = await shipped('sixty-a-minute');
  const first = await many(started, 64);
  expect(first.filter((each) => each === '200')).toHaveLength(60);
  expect(first.filter((each) => each === '429, 1')).toHaveLength(4);
  const refused = await chat(started.url);
  expect([refused.headers.get('x-badgateway-fault'), await refused.json()]).toMatchObject([
    'sixty-a-minute',
    { error: { code: 'rate_limited' } },
  ]);
  clock.advance(999);
  expect(await many(started, 1)).toEqual(['429, 1']);
  clock.advance(1);
  expect((await many(started, 3)).sort()).toEqual(['200', '429, 1', '429, 1']);
  expect((await told(started, 69)).filter((each) => each.includes('fired'))).toEqual(
    [1_000, 1_000, 1_000, 1_000, 1_000, 1, 1_000, 1_000].map(
      (ms) => `sixty-a-minute fired: 60 requests per minute: no room for ${ms === 1 ? '1ms' : '1s'}; 0 left`,
    ),
  );
});

test('sixty-a-minute: another key and another label have sixty of their own', async () => {
  const { started } = await shipped('sixty-a-minute');
  await many(started, 60);
  expect(await many(started, 1)).toEqual(['429, 1']);
  expect(await many(started, 1, { key: 'sk-oais-another' })).toEqual(['200']);
  expect((await chat(`${started.url}/@sixty-a-minute.other`)).status).toBe(200);
});

test('tokens-a-minute: what is reserved fills the minute, and comes back with the answers', async () => {
  const { clock, started } = await shipped('tokens-a-minute');
  const four = many(started, 4, { model: 'gpt-4o' });
  await underWay(clock, 4, 1_000);
  const refused = await chat(started.url, { model: 'gpt-4o' });
  // 4 × 4,099 and 4,098 are 494 more than there are; a token is free again every 3 ms.
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
  expect(refused.headers.get('x-ratelimit-remaining-tokens')).toBe('3604');
  clock.advance(1_000);
  expect(await four).toEqual(['200', '200', '200', '200']);
  const next = chat(started.url, { model: 'gpt-4o' });
  clock.advance(await waiting(clock));
  const { status, headers } = await next;
  expect(status).toBe(200);
  expect(headers.get('x-ratelimit-limit-tokens')).toBe('20000');
  expect(Number(headers.get('x-ratelimit-remaining-tokens'))).toBeGreaterThan(15_000);
  expect(headers.get('x-ratelimit-limit-requests')).toBe('600');
  const said = await told(started, 6);
  expect(said).toContain(
    'tokens-a-minute fired: 20000 tokens per minute: no room for 1.482s; 4098 reserved, 3604 left',
  );
  expect(said).toContain(
    'requests-a-minute skipped: 600 requests per minute; ' +
      'tokens-a-minute refused, so nothing is taken; 596 left',
  );
});

test('concurrency-of-four: the fifth is refused until one ends, or its client has left', async () => {
  const { clock, started } = await shipped('concurrency-of-four');
  const leaves = new AbortController();
  const left = chat(started.url, { signal: leaves.signal });
  const three = many(started, 3);
  await underWay(clock, 4, 2_000);
  // How long an answer takes is not known, so this is the platform's usual wait.
  expect(await many(started, 1)).toEqual(['429, 5']);
  leaves.abort();
  await expect(left).rejects.toThrow('aborted');
  await requestsOf(started, 2);
  const fourth = many(started, 1);
  await underWay(clock, 4, 2_000);
  expect(await many(started, 1)).toEqual(['429, 5']);
  clock.advance(2_000);
  expect([...(await three), ...(await fourth)]).toEqual(['200', '200', '200', '200']);
  expect((await told(started, 7)).filter((each) => each.includes('fired'))).toEqual(
    Array(2).fill('four-at-a-time fired: 4 answers at a time: no room until an answer has ended; 0 left'),
  );
});

const rateLimits = [{ id: 'tokens', rate: '1000 tokens per day', maxTokens: 500 }];

const whole = '{"object":"chat.completion","usage":{"total_tokens":77}}';
const events = ['one two three four', ' five six seven', ' eight nine ten'].map(
  (content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
);
const usage = 'data: {"choices":[],"usage":{"total_tokens":77}}\n\n';
const done = 'data: [DONE]\n\n';

// Reserved are 500 and the three tokens of "question 0"; a text has a token for each four characters.
test.each([
  ['whole', whole, 77],
  ['a stream with usage', [...events, usage, done].join(''), 77],
  ['a stream without usage', [...events, done].join(''), 3 + 5 + 4 + 4],
  ['whole, without usage', '{"object":"chat.completion","n":0}', 3],
  ['whole, an error', '{"error":{"message":"no"}}', 0],
] as const)('in front of a real upstream its own usage counts: %s', async (what, body, used) => {
  const isStream = what.startsWith('a stream');
  const upstream = await httpUpstream((req, res) => {
    const coding = req.headers['x-coding'];
    res.writeHead(what.endsWith('error') ? 500 : 200, {
      'content-type': isStream ? 'text/event-stream' : 'application/json',
      ...(coding === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
    });
    res.end(coding === 'gzip' ? gzipSync(body) : body);
  });
  onTestFinished(() => upstream.close());
  const started = await gatewayOf({ upstream: upstream.url, rateLimits }, { clock: fixedClock() });
  for (const coding of ['identity', 'gzip', 'identity'])
    await many(started, 1, { stream: isStream, headers: { 'x-coding': coding } });
  expect(await told(started, 3)).toEqual(
    [497, 497 - used, 497 - 2 * used].map(
      (left) => `tokens skipped: 1000 tokens per day; 503 reserved, ${left} left`,
    ),
  );
});

test('a stream of a real upstream costs what was sent when its client left', async () => {
  let leave = () => {};
  const upstream = await httpUpstream((_, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(events.slice(0, 2).join(''));
    leave = () => res.destroy();
  });
  onTestFinished(() => upstream.close());
  onTestFinished(() => leave());
  const started = await gatewayOf({ upstream: upstream.url, rateLimits }, { clock: fixedClock() });
  const leaves = new AbortController();
  const reply = await chat(started.url, { prompt: 'question 0', stream: true, signal: leaves.signal });
  const reader = reply.body?.getReader();
  let seen = '';
  while (!seen.includes('seven')) seen += Buffer.from((await reader?.read())?.value ?? []).toString();
  leaves.abort();
  await requestsOf(started, 1);
  const foreseen = await chat(started.url, { prompt: 'question 0', stream: true });
  await foreseen.body?.cancel();
  expect(await told(started, 2)).toEqual([
    'tokens skipped: 1000 tokens per day; 503 reserved, 497 left',
    `tokens skipped: 1000 tokens per day; 503 reserved, ${497 - (3 + 5 + 4)} left`,
  ]);
});

const quotaOf = async (started: StartedGateway, key = 'sk-test-key') => {
  const reply = await fetch(`${started.url}/api/quota`, { headers: { authorization: `Bearer ${key}` } });
  const { object: _, scope: __, ...units } = (await reply.json()) as Record<string, unknown>;
  return units;
};

test('the quota route tells the true limits, as they stand for the key that asks', async () => {
  const clock = fixedClock();
  const scenario = {
    stub: { pace: { firstToken: '1s' } },
    rateLimits: [
      { id: 'key', rate: '10 requests per minute', by: 'key' },
      { id: 'all', rate: '100 requests per minute' },
      { id: 'kimi', rate: '5000 tokens per day', by: 'model', maxTokens: 997 },
      { id: 'open', concurrent: 4 },
      { id: 'images', rate: '1 request per hour', when: { route: 'images' } },
    ],
  };
  const started = await gatewayOf(scenario, { clock });
  const unused = await quotaOf(started);
  const midnight = new Date(clock.now()).toISOString();
  const free = (limit: number) => ({ limit, used: 0, remaining: limit, resets_at: midnight });
  expect(unused).toEqual({
    ...{ requests_per_minute: free(10), tokens_per_day: free(5_000), requests_per_hour: free(1) },
    answers_at_a_time: { limit: 4, used: 0, remaining: 4 },
  });
  const pending = many(started, 1, { key: 'sk-test-key' });
  await underWay(clock, 1, 1_000);
  const resetsAt = (ms: number) => new Date(clock.now() + ms).toISOString();
  expect(await quotaOf(started)).toEqual({
    requests_per_minute: { limit: 10, used: 1, remaining: 9, resets_at: resetsAt(6_000) },
    tokens_per_day: { limit: 5_000, used: 1_000, remaining: 4_000, resets_at: resetsAt(86_400_000 / 5) },
    requests_per_hour: free(1),
    answers_at_a_time: { limit: 4, used: 1, remaining: 3 },
  });
  // Of two limits of a minute the one of which less is left: the other key has all of its ten.
  expect(await quotaOf(started, 'sk-another-key')).toMatchObject({
    requests_per_minute: { limit: 100, used: 1, remaining: 99 },
  });
  clock.advance(1_000);
  await pending;
  expect(await quotaOf(started)).toMatchObject({ answers_at_a_time: { used: 0 } });
});

test('the quota route says that nothing is left where every model is out of its limit', async () => {
  const started = await gatewayOf(
    { rateLimits: [{ id: 'one', rate: '1 request per minute' }] },
    { clock: fixedClock() },
  );
  expect(await quotaOf(started)).toMatchObject({ requests_per_minute: { limit: 1, used: 0, remaining: 1 } });
  await many(started, 1);
  expect(await quotaOf(started)).toMatchObject({ requests_per_minute: { limit: 1, used: 1, remaining: 0 } });
});
