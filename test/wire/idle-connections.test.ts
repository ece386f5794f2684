import net from 'node:net';
import { expect, test, vi } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { fixedClock } from '../helpers/clock.ts';
import { chatBody, requestsOf } from '../helpers/gateway.ts';

const path = '/v1/chat/completions';
const kept = (headers = {}) => rawRequest(path, chatBody(), { Connection: 'keep-alive', ...headers });
const fields = (bytes: Buffer) =>
  splitHead(bytes)
    .head.split('\r\n')
    .filter((line) => /^(connection|keep-alive):/i.test(line));

const ending = (params: object) => gatewayOf({ rules: [{ faults: { 'keep-alive': params } }] });

test.each([
  [{}, 'fin', ['Connection: keep-alive']],
  [{ how: 'rst' }, 'rst', ['Connection: keep-alive']],
  [{ announce: '60s' }, 'fin', ['Connection: keep-alive', 'Keep-Alive: timeout=60']],
] as const)('keep-alive with %j ends with %s and announces %j', async (params, parting, announced) => {
  const { url } = await ending({ idle: '20ms', ...params });
  const heard = await speak(url, kept()).over;
  expect([heard.parting, fields(heard.bytes)]).toEqual([parting, announced]);
  expect(JSON.parse(splitHead(heard.bytes).body.toString())).toHaveProperty('choices');
});

test('a client that asks for the end of the connection is not contradicted', async () => {
  const { url } = await ending({ idle: '60s', announce: '60s' });
  const { bytes, parting } = await speak(url, kept({ Connection: 'close' })).over;
  expect([parting, fields(bytes)]).toEqual(['fin', ['Connection: close']]);
});

test.each(['fin', 'rst'] as const)(
  'disconnect: { at: end, how: %s } comes behind a whole answer',
  async (how) => {
    const started = await gatewayOf({ rules: [{ faults: { disconnect: { at: 'end', how } } }] });
    const { bytes, parting } = await speak(started.url, kept()).over;
    expect([parting, fields(bytes)]).toEqual([how, ['Connection: keep-alive', 'Keep-Alive: timeout=65']]);
    expect(JSON.parse(splitHead(bytes).body.toString())).toHaveProperty('choices');
    const [entry] = await requestsOf(started, 1);
    expect(entry?.played.ending).toBe('complete');
  },
);

/** One connection on which the test asks when it likes. */
function pooled(url: string) {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  let ending: string | null = null;
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    ending = error.code ?? error.message;
  });
  socket.on('close', () => {
    ending ??= 'closed';
  });
  return {
    ask: (pieces: string) => void socket.write(pieces),
    answers: () => text.split('HTTP/1.1 200 OK').length - 1,
    ending: () => ending,
  };
}

test('the idle time begins anew behind each answer', async () => {
  const clock = fixedClock();
  const started = await gatewayOf({ rules: [{ faults: { 'keep-alive': '10s' } }] }, { clock });
  const client = pooled(started.url);
  const answered = (count: number) => vi.waitFor(() => expect(client.answers()).toBe(count));
  client.ask(kept());
  await answered(1);
  await requestsOf(started, 1);
  clock.advance(9_000);
  client.ask(kept());
  await answered(2);
  await requestsOf(started, 2);
  clock.advance(9_999);
  await new Promise((resolve) => setImmediate(resolve));
  expect(client.ending()).toBe(null);
  clock.advance(1);
  await vi.waitFor(() => expect(client.ending()).toBe('closed'));
});

test('a rule for used connections: the next request of a pool meets RST', async () => {
  const rules = [{ when: { idle: '0ms..' }, faults: { disconnect: { how: 'rst' } } }];
  const started = await gatewayOf({ rules });
  const client = pooled(started.url);
  client.ask(kept());
  await requestsOf(started, 1);
  await vi.waitFor(() => expect(client.answers()).toBe(1));
  client.ask(kept());
  await vi.waitFor(() => expect(client.ending()).toBe('ECONNRESET'));
  expect(client.answers()).toBe(1);
  expect(splitHead((await speak(started.url, rawRequest(path, chatBody())).over).bytes).head).toContain(
    '200 OK',
  );
  const [, dead] = await requestsOf(started, 3);
  expect(dead?.rules[0]?.because).toContain('its connection was idle before, for however long');
  expect(dead?.played).toMatchObject({ status: null, ending: 'severed' });
});
