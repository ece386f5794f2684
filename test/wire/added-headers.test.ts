import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { chatBody, requestsOf } from '../helpers/gateway.ts';
import { tapeWorkshop } from '../helpers/tapes.ts';
import { httpUpstream, type Listening } from '../helpers/upstreams.ts';

const { tape, gateway, close } = tapeWorkshop();

/** A backend with fields of its own; the path says the status. */
let backend: Listening;
beforeAll(async () => {
  backend = await httpUpstream((req, res) => {
    req.resume();
    const status = Number(/\d{3}$/.exec(req.url ?? '')?.[0] ?? 200);
    res.writeHead(status, ['X-Region', 'us', 'X-Region', 'ca', 'X-Own', 'yes', 'Content-Length', '2']);
    res.end('{}');
  });
});
afterAll(async () => {
  await close();
  await backend.close();
});

const headers = { 'X-Region': 'eu', 'Set-Cookie': ['a=planted-secret', 'b=2'] };
const shown = ['X-Region: eu', 'Set-Cookie: a=planted-secret', 'Set-Cookie: b=2'];

/** Lines of the head with one of the added fields, and the status. */
async function heard(url: string, path = '/v1/chat/completions', body = chatBody()) {
  const request = rawRequest(path, body, { Authorization: 'Bearer sk-of-a-test' });
  const { bytes } = await speak(url, request).over;
  const lines = splitHead(bytes).head.split('\r\n');
  return {
    status: Number(lines[0]?.split(' ')[1]),
    added: lines.filter((line) => /^(x-region|set-cookie):/i.test(line)),
    own: lines.filter((line) => /^x-own:/i.test(line)),
  };
}

const stubbed = { platform: 'openai', stub: { models: 'any', headers } };

test.each([
  ['an answer', chatBody()],
  ['a stream', chatBody({ stream: true })],
])('the stub adds the fields of the scenario to %s, and no cookie of them is shown', async (_, body) => {
  const started = await gatewayOf(stubbed);
  expect(await heard(started.url, undefined, body)).toMatchObject({ status: 200, added: shown });
  const [request] = await requestsOf(started, 1);
  const text = JSON.stringify(request);
  expect(text).toContain('Set-Cookie');
  expect(text).not.toContain('planted-secret');
});

test.each([
  ['that the stub makes', {}, '{"model":'],
  ['that is injected', { rules: [{ faults: [503] }] }, chatBody()],
])('an error %s has none of them', async (_, more, body) => {
  const { url } = await gatewayOf({ ...stubbed, ...more });
  const answer = await heard(url, undefined, body);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.added).toEqual([]);
});

test.each([200, 429])(
  'an answer of the upstream with status %i has them in place of its own',
  async (status) => {
    const { url } = await gatewayOf({ upstream: { url: backend.url, headers } });
    expect(await heard(url, `/v1/x/${status}`)).toEqual({ status, added: shown, own: ['X-Own: yes'] });
  },
);

test('an upstream that cannot be reached has said nothing', async () => {
  const { url } = await gatewayOf({ upstream: { url: 'http://127.0.0.1:1', headers } });
  expect(await heard(url)).toMatchObject({ status: 503, added: [] });
});

test('of several upstreams each has its own', async () => {
  const of = (region: string) => ({ url: backend.url, headers: { 'X-Region': region } });
  const { url } = await gatewayOf({ upstreams: { one: of('eu-1'), two: of('eu-2') } });
  expect((await heard(`${url}`, '/~one/v1/x/200')).added).toEqual(['X-Region: eu-1']);
  expect((await heard(`${url}`, '/~two/v1/x/200')).added).toEqual(['X-Region: eu-2']);
});

test('a fault sees them as it sees those of the upstream', async () => {
  const faults = [{ 'rate-limit-headers': 'absent' }];
  const upstream = { url: backend.url, headers: { 'x-ratelimit-remaining-requests': '7', 'X-Region': 'eu' } };
  const { url } = await gatewayOf({ platform: 'openai', upstream, rules: [{ faults }] });
  const { bytes } = await speak(url, rawRequest('/v1/chat/completions', chatBody())).over;
  expect(splitHead(bytes).head).not.toMatch(/x-ratelimit-remaining-requests: 7/i);
});

test('a tape keeps what the upstream said, and its scenario adds fields when it is replayed', async () => {
  const record = tape();
  const recording = await gateway(JSON.stringify({ upstream: { url: backend.url, headers }, record }));
  expect((await heard(recording.url)).added).toEqual(shown);
  await recording.close();
  const kept = await readFile(record, 'utf8');
  expect(kept).toContain('"us"');
  expect(kept).not.toContain('"eu"');
  const { url } = await gatewayOf({ upstream: { replay: record, headers } });
  expect(await heard(url)).toEqual({ status: 200, added: shown, own: ['X-Own: yes'] });
});
