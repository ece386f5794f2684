import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { validKey } from '../helpers/facts.ts';
import { requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { type Listening, listening } from '../helpers/upstreams.ts';

let upstream: Listening;
let front: StartedGateway;
let stub: StartedGateway;

beforeAll(async () => {
  upstream = await listening(
    http.createServer((req, res) => req.resume().on('end', () => res.end('healthy'))),
  );
  front = await startGateway({
    scenario: `platform: openai
upstream: ${upstream.url}
rules:
  - { id: of-model, when: { model: vision }, faults: [429] }
  - { id: whole, when: { stream: false }, faults: [503] }`,
  });
  stub = await startGateway();
});

afterAll(async () => {
  await Promise.all([front.close(), stub.close()]);
  await upstream.close();
});

const image = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'A'.repeat(5_000_000) } }] };
const small = [{ role: 'user', content: 'hello' }];

let asked = 0;

async function sent(body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) {
  const { status } = await fetch(`${front.url}/v1/chat/completions`, { method: 'POST', body, headers });
  asked += 1;
  const { rules = [] } = (await requestsOf(front, asked)).at(-1) ?? {};
  return [status, ...rules.map(({ rule, outcome }) => `${rule} ${outcome}`)];
}

test('a vision request of 5 MB is met by its model, where that comes first', async () => {
  expect(await sent(JSON.stringify({ model: 'vision', messages: [image] }))).toEqual([
    ...[429, 'of-model fired', 'whole not-applicable'],
  ]);
});

test('what comes behind 5 MB is unknown, and no rule takes it for no', async () => {
  expect(await sent(JSON.stringify({ messages: [image], model: 'vision', stream: true }))).toEqual([
    ...[200, 'of-model not-applicable', 'whole not-applicable'],
  ]);
});

test.each<[string, NonNullable<RequestInit['body']>, Record<string, string>, number]>([
  [
    'gzip',
    gzipSync(JSON.stringify({ model: 'vision', messages: small })),
    { 'content-encoding': 'gzip' },
    429,
  ],
  ['gzip of a stream', gzipSync('{"model":"m","stream":true}'), { 'content-encoding': 'gzip' }, 200],
  ['UTF-16', Buffer.from('{"model":"vision"}', 'utf16le'), {}, 429],
])('a body in %s is looked into', async (_, body, headers, status) => {
  expect((await sent(body, headers))[0]).toBe(status);
});

test('a field of a form is looked at', async () => {
  const form = new FormData();
  form.set('model', 'vision');
  expect((await sent(form))[0]).toBe(429);
});

test('the stub takes a coded body, and refuses one that decodes to too much', async () => {
  const post = async (body: string | Buffer) => {
    const headers = { authorization: `Bearer ${validKey}`, 'content-encoding': 'gzip' };
    const res = await fetch(`${stub.url}/v1/chat/completions`, {
      method: 'POST',
      body: gzipSync(body),
      headers,
    });
    return res.status;
  };
  expect(await post(JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: small }))).toBe(200);
  expect(await post(Buffer.alloc(20_000_000, ' '))).toBe(413);
});
