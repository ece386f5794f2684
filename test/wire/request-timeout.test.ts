import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { curl, fieldOf } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { splitHead } from '../helpers/clients/raw.ts';
import { fixedClock } from '../helpers/clock.ts';
import { chatBody, journalOf, type StartedGateway } from '../helpers/gateway.ts';
import { httpUpstream } from '../helpers/upstreams.ts';

const read = '150ms';
const body = chatBody();
const head = (fields = '') =>
  `POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-any\r\n${fields}`;
const whole = head(`Content-Length: ${body.length}\r\n\r\n`);

/** Sends one text after the other, and hears all there is until the connection ends. */
async function trickle({ url }: StartedGateway, texts: readonly string[], gapMs = 20): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  const heard = text(socket);
  for (const [index, part] of texts.entries())
    setTimeout(() => socket.writable && socket.write(part), index * gapMs);
  return heard;
}

function answerIn(heard: string) {
  const { head: fields, body: bytes } = splitHead(Buffer.from(heard.slice(heard.lastIndexOf('HTTP/1.1 '))));
  return { head: fields, body: JSON.parse(bytes.toString()) };
}

const bytewise = (sent: string) => [...sent];

test.each([
  ['a head that stops', ['POST /v1/ch']],
  ['a head that trickles', bytewise(whole)],
  ['a body that never comes', [whole]],
  ['a body that stops', [whole, body.slice(0, 9)]],
  ['a body that trickles', [whole, ...bytewise(body)]],
  ['a chunk that stops', [`${head('Transfer-Encoding: chunked\r\n\r\n')}9\r\n{"mod`]],
])('%s gets the platform’s 408, with its Retry-After, and the connection is closed', async (_, texts) => {
  const started = await gatewayOf({ limits: { read } });
  const { head: fields, body: error } = answerIn(await trickle(started, texts));
  expect(fields).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(fields).toMatch(/^Retry-After: 5$/m);
  expect(fields).toMatch(/^Connection: close$/m);
  expect(error).toEqual({
    error: {
      ...{ type: 'timeout_error', code: 'request_timeout', param: null },
      message: expect.stringMatching(/too long to read/),
    },
  });
  const notice = journalOf(started).find(({ kind }) => kind === 'notice');
  expect(notice).toMatchObject({
    notice: 'bad-request',
    says: expect.stringMatching(/ERR_HTTP_REQUEST_TIMEOUT/),
  });
});

test.each([
  ['token-factory', 'request_timeout', undefined],
  ['deeptoken', 'request_timeout', '408'],
  ['openai', null, undefined],
])('%s: a 408 in its envelope, its own entry or else ours', async (platform, code, own) => {
  const started = await gatewayOf({ platform, limits: { read } });
  for (const texts of [['POST /v1/ch'], [whole]]) {
    const { head: fields, body: error } = answerIn(await trickle(started, texts));
    expect(fields).toMatch(/^HTTP\/1\.1 408 /);
    expect(/^x-badgateway-error: (.*)$/m.exec(fields)?.[1]).toBe(own);
    expect(error.error.code).toBe(code);
  }
});

test('a body that is slow, but here in time, is answered', async () => {
  const started = await gatewayOf({ limits: { read: '10s' } });
  const parts = [
    whole.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
    ...bytewise(body.slice(0, 9)),
    body.slice(9),
  ];
  expect(await trickle(started, parts)).toMatch(/^HTTP\/1\.1 200 OK/);
});

test('the envelope is that of the surface asked', async () => {
  const started = await gatewayOf({ limits: { read } });
  const sent =
    'POST /api/keys HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-any\r\nContent-Length: 9\r\n\r\n';
  expect(answerIn(await trickle(started, [sent])).body).toMatchObject({
    code: 'request_timeout',
    error: expect.any(String),
  });
});

test('a second request on a kept connection has its own time', async () => {
  const started = await gatewayOf({ limits: { read } });
  const socket = connect(Number(new URL(started.url).port), '127.0.0.1');
  socket.on('error', () => {});
  const heard = text(socket);
  socket.once('data', () => socket.write('POST /v1/ch'));
  socket.write(whole + body);
  expect((await heard).match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 408']);
});

test('over TLS', async () => {
  const { gateway } = await gatewayOf({ limits: { read } });
  const socket = tls.connect({
    port: Number(new URL(gateway.url).port),
    servername: 'localhost',
    ca: gateway.ca,
  });
  socket.on('error', () => {});
  const heard = text(socket);
  socket.write('POST /v1/ch');
  expect(await heard).toMatch(/^HTTP\/1\.1 408 /);
});

test('in front of a real backend, which never answers before it has all', async () => {
  const backend = await httpUpstream((req, res) => void req.resume().once('end', () => res.end('late')));
  const started = await gatewayOf({ upstream: backend.url, limits: { read } });
  const { head: fields, body: error } = answerIn(await trickle(started, [whole, body.slice(0, 9)]));
  expect(fields).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(error.error.code).toBe('request_timeout');
  const [request] = journalOf(started).filter((entry) => entry.kind === 'request');
  expect(request).toMatchObject({ played: { status: 408, error: 'request-timeout' }, upstreamFailure: null });
  await backend.close();
});

test('a long upload to a real backend may take longer, as long as bytes come', async () => {
  const clock = fixedClock();
  let received = 0;
  const backend = await httpUpstream((req, res) => {
    req.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    req.once('end', () => res.end('all of it'));
  });
  const started = await gatewayOf({ upstream: backend.url }, { clock });
  const socket = connect(Number(new URL(started.url).port), '127.0.0.1');
  const heard = text(socket);
  socket.write(head('Connection: close\r\nContent-Length: 5\r\n\r\n'));
  for (const [index, byte] of [...'bytes'].entries()) {
    socket.write(byte);
    await vi.waitFor(() => expect(received).toBe(index + 1));
    clock.advance(20_000);
  }
  expect(await heard).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*all of it/);
  await backend.close();
});

test('a request in one piece takes no timer for its reading', async () => {
  const timers: number[] = [];
  const after: typeof systemClock.after = (ms, callback) => {
    timers.push(ms);
    return systemClock.after(ms, callback);
  };
  const started = await gatewayOf({ limits: { read: '17m' } }, { clock: { ...systemClock, after } });
  const sent = `${head(`Connection: close\r\nContent-Length: ${body.length}\r\n\r\n`)}${body}`;
  expect(await trickle(started, [sent])).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(timers.filter((ms) => ms > 16 * 60_000)).toEqual([]);
});

test('curl sees it when it sends too slowly', async () => {
  const started = await gatewayOf({ platform: 'deeptoken', limits: { read } });
  const reply = await curl({
    url: `${started.url}/v1/chat/completions`,
    headers: { authorization: 'Bearer dtk_any' },
    body: `${body}${' '.repeat(60_000)}`,
    config: ['limit-rate = 20k'],
  });
  expect([reply.status, fieldOf(reply, 'X-Gateway-Error-Category')]).toEqual([408, 'user_error']);
});

test('Node’s own client sees it when its body stops', async () => {
  const started = await gatewayOf({ limits: { read } });
  const stopped = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(body.slice(0, 9))),
  });
  const response = await fetch(`${started.url}/v1/chat/completions`, {
    ...{ method: 'POST', body: stopped, duplex: 'half' },
    headers: { authorization: 'Bearer sk-any' },
  } as RequestInit);
  expect([response.status, response.headers.get('retry-after')]).toEqual([408, '5']);
  await response.body?.cancel();
});
