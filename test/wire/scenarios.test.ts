import { expect, test, vi } from 'vitest';
import type { Sample } from '../../src/simulate/sample-request.ts';
import { fixedClock } from '../helpers/clock.ts';
import { validKey } from '../helpers/facts.ts';
import { type Chat, chat, chatBody, journalOf, requestsOf, startGateway } from '../helpers/gateway.ts';
import { outlast, saySeen, see } from '../helpers/observe.ts';

function request(method: string, path: string, body = '', key = validKey): Sample {
  return {
    method,
    path,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body,
  };
}

const chatRequest = (asked: Chat = {}): Sample => request('POST', '/v1/chat/completions', chatBody(asked));

async function codeOf(response: Response): Promise<string | undefined> {
  const { error } = (await response.json()) as { error?: { code?: string } };
  return error?.code;
}

test('revoked-key: each key has a count of its own, so that a new key works again', async () => {
  const started = await startGateway({ scenario: 'revoked-key' });
  const statuses: number[] = [];
  for (const key of ['sk-one', 'sk-one', 'sk-one', 'sk-two', 'sk-one'])
    statuses.push((await chat(started.url, { key })).status);
  expect(statuses).toEqual([200, 200, 401, 200, 401]);
  await started.close();
});

test('invalid-key: every surface refuses in its own envelope, whatever the key', async () => {
  const started = await startGateway({ scenario: 'invalid-key' });
  const bodies: string[] = [];
  for (const path of ['/v1/models', '/api/keys', '/api/quota'])
    bodies.push((await see(started.url, request('GET', path))).body);
  expect(bodies.map((body) => Object.keys(JSON.parse(body)))).toEqual([
    ['error'],
    ['code', 'error'],
    ['status', 'code', 'message'],
  ]);
  await started.close();
});

test('rate-limited-then-recovers: each of eight calls at once is limited twice', async () => {
  const started = await startGateway({ scenario: 'rate-limited-then-recovers' });
  const prompts = Array.from({ length: 8 }, (_, index) => `question ${index}`);
  const met = await Promise.all(
    prompts.map(async (prompt) => {
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 3; attempt += 1)
        statuses.push((await chat(started.url, { prompt })).status);
      return statuses;
    }),
  );
  expect(met).toEqual(prompts.map(() => [429, 429, 200]));
  const requests = await requestsOf(started, 24);
  const attempts = requests.map(({ call, attempt, played }) => `${call} ${attempt} ${played.status}`);
  const expected = prompts.flatMap((_, index) =>
    [429, 429, 200].map((status, attempt) => `${index + 1} ${attempt + 1} ${status}`),
  );
  expect(attempts.sort()).toEqual(expected.sort());
  await started.close();
});

test('rate-limited-then-recovers: each label in the URL begins anew; a header names the rule', async () => {
  const started = await startGateway();
  const seen: (string | null)[] = [];
  for (const label of ['one', 'two']) {
    const response = await chat(`${started.url}/@rate-limited-then-recovers.${label}`);
    seen.push(response.headers.get('retry-after'), response.headers.get('x-badgateway-fault'));
  }
  expect(seen).toEqual(['5', 'limited-twice', '5', 'limited-twice']);
  await started.close();
});

test('sustained-rate-limit: another key is limited too, and the models are still listed', async () => {
  const started = await startGateway({ scenario: 'sustained-rate-limit' });
  for (const [key, wait] of [
    ['sk-one', '3'],
    ['sk-two', '5'],
  ] as const) {
    const response = await chat(started.url, { key });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, wait]);
  }
  expect((await see(started.url, request('GET', '/v1/models'))).status).toBe(200);
  await started.close();
});

test('no-healthy-upstream: the second form is what a bare proxy says, 19 bytes and no JSON', async () => {
  const started = await startGateway({ scenario: 'no-healthy-upstream' });
  const first = await see(started.url, chatRequest());
  const second = await see(started.url, chatRequest());
  expect(first.headers['content-type']).toBe('application/json');
  expect(Object.keys(JSON.parse(first.body).error)).toEqual(['type', 'code', 'message', 'param']);
  expect(second).toMatchObject({
    status: 503,
    headers: { 'content-type': 'text/plain', 'content-length': '19', server: 'envoy' },
    body: 'no healthy upstream',
  });
  expect(second.headers).not.toHaveProperty('retry-after');
  await started.close();
});

test('no-healthy-upstream-one-model: other models and the catalogue stay well', async () => {
  const started = await startGateway({ scenario: 'no-healthy-upstream-one-model' });
  const down = await chat(started.url);
  expect([down.status, await codeOf(down)]).toEqual([503, 'upstream_unavailable']);
  expect((await chat(started.url, { model: 'MiniMaxAI/MiniMax-M2.5' })).status).toBe(200);
  expect((await see(started.url, request('GET', '/v1/models'))).status).toBe(200);
  await started.close();
});

test('bad-gateway-flaky: the same calls fail, one after the other or backwards and all at once', async () => {
  const started = await startGateway();
  const prompts = Array.from({ length: 40 }, (_, index) => `question ${index}`);
  const failed = async (label: string, prompt: string) =>
    (await chat(`${started.url}/@bad-gateway-flaky.${label}`, { prompt })).status === 502 ? [prompt] : [];
  const inTurn: string[] = [];
  for (const prompt of prompts) inTurn.push(...(await failed('turn', prompt)));
  const atOnce = await Promise.all(prompts.toReversed().map((prompt) => failed('once', prompt)));
  expect(atOnce.flat().toReversed()).toEqual(inTurn);
  // 12 of 40 are expected; 4 and 21 are three standard deviations away.
  expect(inTurn.length).toBeGreaterThan(4);
  expect(inTurn.length).toBeLessThan(21);
  await started.close();
});

test('slow-answers: a stream begins at once and its first token comes four seconds later', async () => {
  const clock = fixedClock();
  const started = await startGateway({ scenario: 'slow-answers', clock });
  const response = await chat(started.url, { stream: true });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  await vi.waitFor(() => expect(clock.waiting()).toEqual([4_000]));
  clock.advance(4_000);
  expect(await response.text()).toMatch(/^data: .*\n\n[\s\S]*data: \[DONE\]\n\n$/);
  const [entry] = await requestsOf(started, 1);
  expect(entry?.played.pauses).toEqual([{ kind: 'pause', plannedMs: 4_000, actualMs: 4_000 }]);
  await started.close();
});

test('slow-answers: embeddings come between two bounds, the catalogue always as late', async () => {
  const clock = fixedClock();
  const started = await startGateway({ scenario: 'slow-answers', clock });
  const input = JSON.stringify({ model: 'BAAI/bge-large-en-v1.5', input: 'text' });
  for (let sent = 0; sent < 10; sent += 1) {
    const [, tookMs] = await outlast(clock, see(started.url, request('POST', '/v1/embeddings', input)));
    expect(tookMs).toBeGreaterThanOrEqual(200);
    expect(tookMs).toBeLessThanOrEqual(2_000);
  }
  const [catalogue, tookMs] = await outlast(clock, see(started.url, request('GET', '/v1/models')));
  expect(saySeen(catalogue, tookMs)).toBe('200, silent for 800ms');
  await started.close();
});

test('hangs: a client that leaves in time ends the silence, and its call goes on where it was', async () => {
  const clock = fixedClock();
  const started = await startGateway({ scenario: 'hangs', clock });
  const impatient = new AbortController();
  const first = chat(started.url, { signal: impatient.signal });
  await vi.waitFor(() => expect(clock.waiting()).toContain(30_000));
  impatient.abort();
  await expect(first).rejects.toThrow('aborted');
  const [left] = await requestsOf(started, 1);
  expect(left).toMatchObject({ call: 1, attempt: 1, played: { status: null, ending: 'client-left' } });
  // What still waits is the first byte of a connection that its pool has opened ahead.
  expect(clock.waiting()).not.toContain(30_000);

  const again = await chat(started.url);
  expect(again.status).toBe(200);
  await vi.waitFor(() => expect(clock.waiting()).toContain(30_000));
  clock.advance(30_000);
  await expect(again.text()).rejects.toThrow('terminated');
  const [, hung] = await requestsOf(started, 2);
  expect(hung).toMatchObject({ call: 1, attempt: 2, played: { status: 200, bytes: 0, ending: 'hung' } });
  await started.close();
});

test.each(['whole', 'streamed'])('drops-connections: a %s answer is cut after 64 bytes', async (form) => {
  const clock = fixedClock();
  const started = await startGateway({ scenario: 'drops-connections', clock });
  const bodies: (string | null)[] = [];
  for (let copy = 0; copy < 9; copy += 1) {
    const [seen] = await outlast(clock, see(started.url, chatRequest({ stream: form === 'streamed' })));
    bodies.push(seen.status === null ? null : seen.body);
  }
  expect(bodies.slice(0, 4)).toEqual([null, null, null, null]);
  expect(bodies.slice(4, 8).map((body) => body?.length)).toEqual([0, 0, 64, 64]);
  const whole = bodies[8] ?? '';
  expect(whole.length).toBeGreaterThan(500);
  expect(whole.startsWith(bodies[7] ?? 'no body')).toBe(true);
  await started.close();
});

test('drops-connections: the journal tells the two that were not served', async () => {
  const started = await startGateway({ scenario: 'drops-connections' });
  for (let copy = 0; copy < 3; copy += 1) await see(started.url, chatRequest());
  const welcomes = journalOf(started).flatMap((entry) =>
    entry.kind === 'connection' ? [entry.welcome] : [],
  );
  expect(welcomes).toEqual(['reset', 'close', 'serve']);
  await started.close();
});

test('drops-connections: asked for by URL it says why it cannot, and how it can', async () => {
  const started = await startGateway();
  const response = await chat(`${started.url}/@drops-connections`);
  expect(response.status).toBe(421);
  expect(await response.text()).toContain('badgateway serve drops-connections');
  await started.close();
});

test.each([
  ['wallet-empty', 402, 'org_wallet_empty'],
  ['budget-exceeded', 403, 'budget_limit_exceeded'],
])(
  '%s: the category is in the header too, and the models are still listed',
  async (scenario, status, code) => {
    const started = await startGateway({ scenario });
    const response = await chat(started.url, { model: 'gpt-4o-mini' });
    expect(response.status).toBe(status);
    expect(response.headers.get('x-gateway-error-category')).toBe('quota_error');
    expect(await response.json()).toEqual({
      error: { message: expect.any(String), type: 'quota_error', code },
    });
    expect((await see(started.url, request('GET', '/v1/models', '', 'dtk_any'))).status).toBe(200);
    await started.close();
  },
);

test('every-error: each surface tells the same catalogue in an envelope of its own', async () => {
  const started = await startGateway();
  const asks = {
    public: chatRequest(),
    playground: request('POST', '/api/playground/chat/completions', chatBody()),
    keys: request('GET', '/api/keys'),
    quota: request('GET', '/api/quota'),
  };
  const told: Record<string, string[]> = {};
  const fields: Record<string, string> = {};
  for (const [label, ask] of Object.entries(asks)) {
    const seen = [];
    for (let copy = 0; copy < 23; copy += 1)
      seen.push(await see(`${started.url}/@every-error.${label}`, ask));
    told[label] = seen.map((one) => saySeen(one, 0));
    fields[label] = Object.keys(JSON.parse(seen[0]?.body ?? '')).join(' ');
  }
  expect(fields).toEqual({
    public: 'error',
    playground: 'code message details',
    keys: 'code error',
    quota: 'status code message',
  });
  expect(new Set(told['public']).size).toBeGreaterThan(18);
  for (const label of ['playground', 'keys', 'quota']) expect(told[label]).toEqual(told['public']);
  await started.close();
});
