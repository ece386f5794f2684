import { APIConnectionError, APIConnectionTimeoutError, APIError, RateLimitError } from 'openai';
import { expect, test } from 'vitest';
import type { RequestEntry } from '../../src/model/entry.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { failureOf, sdk } from '../helpers/clients/sdk.ts';
import { requestsOf } from '../helpers/gateway.ts';

const body = { model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user' as const, content: 'hello' }] };

/** Milliseconds from the end of one attempt to the beginning of the next one. */
function gaps(entries: readonly RequestEntry[]): number[] {
  return entries.slice(1).map(({ at }, index) => {
    const before = entries[index];
    return at - ((before?.at ?? 0) + (before?.tookMs ?? 0));
  });
}

test('the SDK waits what retry-after-ms says, and its attempts are one call', async () => {
  const error = { status: 429, retryAfter: [{ ms: '120ms' }, { ms: '210ms' }] };
  const started = await gatewayOf({ rules: [{ id: 'limited', times: 2, faults: [{ error }] }] });
  const openai = sdk(started.url, { maxRetries: 2 });
  expect((await openai.chat.completions.create(body)).object).toBe('chat.completion');
  const entries = await requestsOf(started, 3);
  expect(entries.map(({ call, attempt, played }) => [call, attempt, played.status])).toEqual([
    [1, 1, 429],
    [1, 2, 429],
    [1, 3, 200],
  ]);
  expect(entries[2]?.signals).toContain('retry-count');
  const [first = 0, second = 0] = gaps(entries);
  expect(first).toBeGreaterThan(118);
  expect(second).toBeGreaterThan(208);
});

test('the SDK gives up after its retries, with the class of the last error', async () => {
  const error = { status: 429, retryAfter: { ms: '1ms' } };
  const started = await gatewayOf({ rules: [{ faults: [{ error }] }] });
  const failure = await failureOf(sdk(started.url, { maxRetries: 2 }).chat.completions.create(body));
  expect(failure).toBeInstanceOf(RateLimitError);
  expect(failure).toMatchObject({ status: 429, code: 'rate_limited' });
  const entries = await requestsOf(started, 3);
  expect(entries.map(({ call, attempt }) => [call, attempt])).toEqual([
    [1, 1],
    [1, 2],
    [1, 3],
  ]);
});

test.for([400, 401, 403, 404, 422])('the SDK does not retry a %i', async (status) => {
  const started = await gatewayOf({ rules: [{ faults: [status] }] });
  await failureOf(sdk(started.url, { maxRetries: 2 }).chat.completions.create(body));
  expect(await requestsOf(started, 1)).toHaveLength(1);
});

test.for(['fin', 'rst'])('the SDK retries a connection that broke by %s, and gets through', async (how) => {
  const started = await gatewayOf({ rules: [{ times: 1, faults: [{ disconnect: { how } }] }] });
  const openai = sdk(started.url, { maxRetries: 1 });
  expect((await openai.chat.completions.create(body)).object).toBe('chat.completion');
  const entries = await requestsOf(started, 2);
  expect(entries.map(({ call, attempt, played }) => [call, attempt, played.status])).toEqual([
    [1, 1, null],
    [1, 2, 200],
  ]);
});

test.for(['connection-reset', 'connection-close', { 'connection-stall': '50ms' }])(
  'the SDK fails to connect on %o',
  async (item) => {
    const started = await gatewayOf({ rules: [{ faults: [item] }] });
    const failure = await failureOf(sdk(started.url).chat.completions.create(body));
    expect(failure).toBeInstanceOf(APIConnectionError);
    expect(failure).toMatchObject({ status: undefined });
  },
);

test('the SDK times out on a hang, and the journal sees it leave', async () => {
  const started = await gatewayOf({ rules: [{ faults: ['hang'] }] });
  const openai = sdk(started.url, { timeout: 100 });
  expect(await failureOf(openai.chat.completions.create(body))).toBeInstanceOf(APIConnectionTimeoutError);
  const [entry] = await requestsOf(started, 1);
  expect(entry?.played).toMatchObject({ status: null, ending: 'client-left' });
});

async function stream(item: unknown) {
  const started = await gatewayOf({ rules: [{ faults: [item] }] });
  const chunks: string[] = [];
  const read = async () => {
    for await (const { choices } of await sdk(started.url).chat.completions.create({ ...body, stream: true }))
      chunks.push(choices[0]?.delta.content ?? '');
  };
  return { chunks, read: read() };
}

test('the SDK takes a stream that ends too early, but properly, for a whole one', async () => {
  const { chunks, read } = await stream({ 'stream-cut': { frames: 4, how: 'clean' } });
  await read;
  expect(chunks).toHaveLength(4);
});

test.for([
  ['fin', 'UND_ERR_SOCKET'],
  ['rst', 'ECONNRESET'],
] as const)('the SDK notices a stream that breaks by %s, with no class of its own', async ([how, code]) => {
  const { chunks, read } = await stream({ 'stream-cut': { frames: 4, how } });
  const failure = await failureOf(read);
  expect(chunks).toHaveLength(4);
  expect(failure).toBeInstanceOf(TypeError);
  expect(failure).not.toBeInstanceOf(APIError);
  expect(failure).toMatchObject({ message: 'terminated', cause: { code } });
});

test('the SDK sits a stall out', async () => {
  const { chunks, read } = await stream({ 'stream-stall': { frames: 2, for: '80ms' } });
  await read;
  expect(chunks.length).toBeGreaterThan(10);
});
