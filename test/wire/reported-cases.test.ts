import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import OpenAI, { toFile } from 'openai';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RequestEntry } from '../../src/model/entry.ts';
import { requestsOf, type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { httpUpstream, type Listening } from '../helpers/upstreams.ts';

/*
 * What users reported of tools of this kind, with the scenario file of each report: an innocent client was
 * accused, a retry was taken for another call, or a fault was silently left out.
 */

const fileOf = (name: string) => fileURLToPath(new URL(`../fixtures/reports/${name}.yaml`, import.meta.url));

/** Lets pages of every origin in, and answers everything. */
function open(req: IncomingMessage, res: ServerResponse): void {
  req.resume();
  res.setHeader('access-control-allow-origin', req.headers.origin ?? '*');
  res.setHeader('access-control-allow-headers', 'authorization, content-type');
  if (req.method === 'OPTIONS') res.writeHead(204).end();
  else req.on('end', () => res.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"hi"}'));
}

let upstream: Listening;
const gateways: StartedGateway[] = [];
beforeAll(async () => {
  upstream = await httpUpstream(open);
});
afterEach(async () => {
  for (const each of gateways.splice(0)) await each.close();
});
afterAll(() => upstream.close());

type Source = 'the stub' | 'an upstream';

async function gatewayOf(name: string, source: Source): Promise<StartedGateway> {
  const overrides = source === 'the stub' ? {} : { upstream: upstream.url };
  const started = await startGateway({ scenario: fileOf(name), overrides });
  gateways.push(started);
  return started;
}

const authorization = 'Bearer sk-0123456789abcdef0123';
const places = (requests: readonly RequestEntry[]) => requests.map(({ call, attempt }) => [call, attempt]);

/** Outcome of the run so far, its calls, and what is found. */
async function judged({ gateway }: StartedGateway): Promise<unknown[]> {
  const answer = await fetch(`${gateway.controlUrl}/verdicts`);
  const { scenarios } = (await answer.json()) as {
    scenarios: { outcome: string; calls: unknown[]; verdicts: { expectation: string; outcome: string }[] }[];
  };
  return scenarios.map(({ outcome, calls, verdicts }) => [
    outcome,
    calls.length,
    verdicts.filter((each) => each.outcome === 'fail').map(({ expectation }) => expectation),
  ]);
}

test.each<Source>(['the stub', 'an upstream'])(
  'in front of %s a preflight spends no fault',
  async (source) => {
    const started = await gatewayOf('preflight', source);
    const url = `${started.url}/v1/chat/completions`;
    const origin = 'http://localhost:5173';
    const asks = { origin, 'access-control-request-method': 'POST' };
    const seen: unknown[] = [];
    for (let count = 0; count < 2; count += 1) {
      const headers = { origin, authorization, 'content-type': 'application/json' };
      const preflight = await fetch(url, { method: 'OPTIONS', headers: asks });
      const body = '{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}';
      const answer = await fetch(url, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      const allowed = [preflight, answer].map((each) => each.headers.get('access-control-allow-origin'));
      seen.push([
        preflight.status,
        answer.status,
        allowed.every((each) => [origin, '*'].includes(each ?? '')),
      ]);
    }
    expect(seen).toEqual([
      [204, 429, true],
      [204, 200, true],
    ]);
    const posts = (await requestsOf(started, 4)).filter(({ method }) => method === 'POST');
    expect(places(posts)).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(await judged(started)).toEqual([['pass', 1, []]]);
  },
);

test('an upload of the SDK, with another boundary each time, is one call for each file', async () => {
  const started = await gatewayOf('upload', 'an upstream');
  const client = new OpenAI({
    baseURL: `${started.url}/v1`,
    apiKey: 'sk-0123456789abcdef0123',
    maxRetries: 3,
  });
  const types: unknown[] = [];
  for (const byte of [1, 2]) {
    const file = await toFile(Buffer.alloc(2_000, byte), 'a.mp3');
    const { text } = await client.audio.transcriptions.create({ model: 'whisper-1', file });
    types.push(text);
  }
  expect(types).toEqual(['hi', 'hi']);
  const requests = await requestsOf(started, 4);
  expect(requests.map(({ played }) => played.status)).toEqual([429, 200, 429, 200]);
  expect(places(requests)).toEqual([
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
  ]);
});

test.each([
  ['another page', '?after=b', 'inconclusive', 2, []],
  ['the same page', '?after=a', 'fail', 1, ['honours-retry-after']],
  ['the same page past a cache', '?_=1700000000001&after=a', 'fail', 1, ['honours-retry-after']],
])('%s at once after a refusal', async (_, query, outcome, calls, failed) => {
  const started = await gatewayOf('query', 'the stub');
  const statuses: number[] = [];
  for (const asked of ['?after=a', query]) {
    const answer = await fetch(`${started.url}/v1/models${asked}`, { headers: { authorization } });
    await answer.arrayBuffer();
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([429, 200]);
  await requestsOf(started, 2);
  expect(await judged(started)).toEqual([[outcome, calls, failed]]);
});

test('a rule without when lets nothing through to the upstream', async () => {
  const started = await gatewayOf('every-request', 'an upstream');
  const asked = [
    ['POST', '/v1/chat/completions'],
    ['POST', '/v1/responses'],
    ['POST', '/v1/audio/transcriptions'],
    ['GET', '/v1/files'],
    ['GET', '/v1/batches/b1'],
    ['POST', '/v1/chat/completions/'],
    ['POST', '//v1/chat/completions'],
  ] as const;
  for (const [method, path] of asked) await fetch(`${started.url}${path}`, { method });
  const met = (await requestsOf(started, asked.length)).map(({ url, played, rules }) => [
    ...[url, played.status, rules.map(({ rule, outcome }) => `${rule} ${outcome}`)],
  ]);
  expect(met).toEqual(asked.map(([, path]) => [path, 429, ['all fired']]));
});
