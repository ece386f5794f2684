import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { chat, chatBody, journalOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { eventually } from '../helpers/upstreams.ts';

let started: StartedGateway;
beforeAll(async () => {
  started = await startGateway({ scenario: 'healthy' });
});
afterAll(() => started.close());

/** Whatever happened to one client, the next one is served. */
afterEach(async () => {
  expect((await chat(started.url)).status).toBe(200);
});

function dial(): Socket {
  const socket = connect(Number(new URL(started.url).port), '127.0.0.1');
  socket.on('error', () => {});
  return socket;
}

/** What the gateway says to some bytes before it closes. */
async function say(bytes: string | Buffer): Promise<string> {
  const socket = dial();
  socket.write(bytes);
  const answer = text(socket).catch(() => 'reset');
  return answer;
}

const head = (fields: string) => `POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;

const within = (content: string) =>
  `{"model":"Omniva/Kimi-K2.6","messages":[{"role":"user","content":${content}}]}`;

test('a ClientHello with nothing in it is refused with the alert decode_error', async () => {
  expect(Buffer.from(await say(Buffer.from('16030100050100000100', 'hex')), 'latin1').toString('hex')).toBe(
    '15030300020232',
  );
});

test.each([
  ['no HTTP at all', '400', 'hello gateway\r\n\r\n'],
  ['a broken chunk', '400', `${head('Transfer-Encoding: chunked\r\n')}zz\r\nx\r\n`],
  ['two lengths', '400', `${head('Content-Length: 1\r\nContent-Length: 2\r\n')}ab`],
  ['a length and chunks', '400', `${head('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n')}0\r\n\r\n`],
  ['a negative length', '400', head('Content-Length: -1\r\n')],
  ['no host', '400', 'GET /v1/models HTTP/1.1\r\n\r\n'],
  ['a NUL in a header', '400', head('X-A: a\0b\r\n')],
  ['a header without a colon', '400', head('X-A\r\n')],
  ['64 KiB of headers', '431', head(`X-A: ${'a'.repeat(65_536)}\r\n`)],
  ['10,000 header fields', '431', head('X-A: a\r\n'.repeat(10_000))],
])('%s is refused with %s', async (_, status, bytes) => {
  expect(await say(bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  await eventually(() => journalOf(started).some(({ kind }) => kind === 'notice'));
});

test.each([
  ['bad JSON', '{"model":', 400],
  ['no object', '[1,2]', 400],
  ['an empty body', '', 400],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 400],
  ['100,000 brackets', '['.repeat(100_000), 400],
  ['20,000 lists within a message', within(`${'['.repeat(20_000)}${']'.repeat(20_000)}`), 400],
  ['20,000 objects within a message', within(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`), 400],
  ['a body over the limit', ' '.repeat(11 * 1_048_576), 413],
])('%s is refused by the stub as the platform would', async (_, body, status) => {
  const response = await fetch(`${started.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-any', 'content-type': 'application/json' },
    body,
  });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } });
});

test('a body of 1 GiB that never comes costs nothing but its connection', async () => {
  const sockets = Array.from({ length: 50 }, () => {
    const socket = dial();
    socket.write(`${head('Authorization: Bearer sk-any\r\nContent-Length: 1073741824\r\n')}{"model":`);
    return socket;
  });
  await eventually(() => sockets.every(({ connecting }) => !connecting));
  expect((await chat(started.url)).status).toBe(200);
  for (const socket of sockets) socket.destroy();
});

test('100 clients that send a byte now and then keep nobody waiting', async () => {
  const sockets = Array.from({ length: 100 }, dial);
  for (const byte of 'POST /v1/chat')
    for (const socket of sockets) {
      await new Promise((resolve) => setImmediate(resolve));
      socket.write(byte);
    }
  for (let count = 0; count < 20; count += 1) expect((await chat(started.url)).status).toBe(200);
  for (const socket of sockets) socket.destroy();
});

test('pipelined requests are answered in their order', async () => {
  const body = chatBody();
  const one = `${head(`Authorization: Bearer sk-any\r\nContent-Length: ${body.length}\r\n`)}${body}`;
  const last =
    'GET /v1/nowhere HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-any\r\nConnection: close\r\n\r\n';
  const answers = (await say(one + one + last)).match(/HTTP\/1\.1 \d{3}/g);
  expect(answers).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 404']);
});

test('random bytes, whole or cut, never bring it down', async () => {
  const good = `${head('Authorization: Bearer sk-any\r\nContent-Length: 9\r\n')}{"a": 1}\n`;
  const damaged = fc
    .tuple(fc.nat(good.length - 1), fc.uint8Array({ maxLength: 40 }), fc.nat(20))
    .map(([at, bytes, cut]) =>
      Buffer.concat([Buffer.from(good.slice(0, at)), bytes, Buffer.from(good.slice(at + cut))]),
    );
  const attempt = async (bytes: Uint8Array) => {
    const socket = dial();
    socket.end(bytes);
    await text(socket).catch(() => 'reset');
  };
  const property = fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), attempt);
  await fc.assert(property, { numRuns: 300, seed: 42 });
});
