import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import {
  chat,
  chatBody,
  journalOf,
  requestsOf,
  type StartedGateway,
  startGateway,
} from '../helpers/gateway.ts';

let started: StartedGateway;
afterEach(() => started.close());

/** Two equal requests, one after the other; the first meets the fault. */
async function meet(fault: string, stream: boolean): Promise<number | undefined> {
  started = await startGateway({ scenario: `rules:\n  - sequence: [${fault}, ok]\n` });
  const ask = () => chat(started.url, { stream }).then((response) => response.text());
  await ask().catch(() => 'broken');
  await requestsOf(started, 1);
  await ask();
  return (await requestsOf(started, 2))[1]?.attempt;
}

test.each([
  ['an error', '500', false],
  ['a connection that breaks before the head', 'disconnect', false],
  ['a stream that ends early as if it were whole', 'stream-cut', true],
  ['a hang', '{ hang: { for: 5ms } }', false],
])('after %s the same request is the second attempt of its call', async (_, fault, stream) => {
  expect(await meet(fault, stream)).toBe(2);
});

test.each([
  ['a slow answer', '{ latency: 5ms }', false],
  ['a late first byte', '{ slow-first-byte: 5ms }', false],
  ['a stream that stalls and goes on', '{ stream-stall: 5ms }', true],
  ['a cut of streams that met no stream', 'stream-cut', false],
  ['a position that was never reached', '{ disconnect: { bytes: 1GiB } }', false],
])('after %s the same request is a call of its own', async (_, fault, stream) => {
  expect(await meet(fault, stream)).toBe(1);
});

/** The same prompt at one scenario, which fails, and then at another, with other models and keys. */
async function failOver(from: string, to: string) {
  started = await startGateway();
  const ask = (at: string, model: string, key: string) =>
    chat(`${started.url}/@${at}`, { model, key }).then((response) => response.text());
  await ask(from, 'Omniva/Kimi-K2.6', 'sk-one-0123456789abcdef');
  await requestsOf(started, 1);
  await ask(to, 'MiniMaxAI/MiniMax-M2.5', 'sk-two-0123456789abcdef');
  return (await requestsOf(started, 2)).map(({ call, attempt, certainty }) => ({ call, attempt, certainty }));
}

test('under one label a move to another scenario, model and key is the same call', async () => {
  expect(await failOver('no-healthy-upstream.job-7', 'healthy.job-7')).toEqual([
    { call: 1, attempt: 1, certainty: 'certain' },
    { call: 1, attempt: 2, certainty: 'likely' },
  ]);
});

test.each([
  ['without labels', 'no-healthy-upstream', 'healthy'],
  ['under two labels', 'no-healthy-upstream.a', 'healthy.b'],
])('two scenarios %s know nothing of each other', async (_, from, to) => {
  expect(await failOver(from, to)).toEqual([
    { call: 1, attempt: 1, certainty: 'certain' },
    { call: 1, attempt: 1, certainty: 'certain' },
  ]);
});

test('the journal tells what was answered, and what clients say of their retries', async () => {
  started = await startGateway({ scenario: 'rules:\n  - sequence: [rate-limited, ok]\n' });
  const headers = {
    'x-stainless-retry-count': '0',
    'idempotency-key': 'k',
    'content-type': 'application/json',
  };
  await chat(started.url, { headers });
  await requestsOf(started, 1);
  await chat(`${started.url}`, { headers: { ...headers, 'x-stainless-retry-count': '1' } });
  const [first, second] = await requestsOf(started, 2);
  expect(first).toMatchObject({
    retryCount: 0,
    keyBeside: null,
    played: { status: 429, error: 'rate-limited' },
  });
  expect(second).toMatchObject({ retryCount: 1, certainty: 'certain', played: { status: 200, error: null } });
  expect(second?.idempotencyKey).toBe(first?.idempotencyKey);
  expect(first?.idempotencyKey).toMatch(/^[\da-f]{8}$/);
  const at = first?.played.headAt ?? 0;
  expect(at).toBeGreaterThanOrEqual(first?.at ?? Number.NaN);
  expect(at).toBeLessThanOrEqual((first?.at ?? 0) + (first?.tookMs ?? 0));
});

test('equal prompts that are sent at once are calls of their own, whichever is answered first', async () => {
  started = await startGateway({ scenario: 'rules:\n  - faults: [429]\n' });
  const { port } = new URL(started.url);
  const sockets = await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const socket = connect(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    }),
  );
  // A connection is there when the gateway has seen it, which is later than when the system took it.
  await vi.waitFor(() =>
    expect(journalOf(started).filter(({ kind }) => kind === 'connection')).toHaveLength(4),
  );
  const body = chatBody();
  const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-any\r\n`;
  for (const socket of sockets) {
    const answered = once(socket, 'data');
    socket.write(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    // Each is sent when the one before has failed, on a connection that was there before.
    await answered;
  }
  const requests = await requestsOf(started, 4);
  for (const socket of sockets) socket.destroy();
  expect(requests.map(({ call, attempt }) => `${call}.${attempt}`)).toEqual(['1.1', '2.1', '3.1', '4.1']);
});
