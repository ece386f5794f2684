import { afterEach, expect, test } from 'vitest';
import { chat, requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';

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
