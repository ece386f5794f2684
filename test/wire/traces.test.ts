import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startGateway as startEmbedded } from '../../src/index.ts';
import { serving } from '../helpers/command.ts';
import { chat, startGateway } from '../helpers/gateway.ts';
import { httpUpstream, type Listening } from '../helpers/upstreams.ts';

interface Posted {
  readonly path: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const posts: Posted[] = [];
let status = 200;
let collector: Listening;

beforeAll(async () => {
  collector = await httpUpstream((req, res) => {
    void text(req).then((body) => {
      posts.push({ path: req.url, headers: req.headers, body });
      res.writeHead(status, { 'Content-Type': 'application/json' }).end('{"partialSuccess":{}}');
    });
  });
});
afterAll(() => collector.close());
beforeEach(() => {
  posts.length = 0;
  status = 200;
});

type Attributes = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
interface SentSpan {
  readonly [member: string]: unknown;
  readonly name: string;
  readonly traceId: string;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly { readonly scope: object; readonly spans: readonly SentSpan[] }[];
  }[];
}

const sent = () => posts.map(({ body }) => JSON.parse(body) as Sent);
const spans = () =>
  sent().flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
const fields = (attributes: Attributes) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const env = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });

const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const traceparent = (flags: string) => ({ traceparent: `00-${trace}-${parent}-${flags}` });

test('requests become spans in the trace of their client, faults become events', async () => {
  const started = await startGateway({
    scenario: 'scenario: inline\nrules: [{ id: once, times: 1, faults: [{ latency: 1ms }, { error: 503 }] }]',
    env: { ...env(), OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=a%20b', OTEL_SERVICE_NAME: 'under-test' },
  });
  const asked = { headers: { ...traceparent('01'), 'user-agent': 'a-client/1' } };
  expect((await chat(`${started.url}/@inline.one`, asked)).status).toBe(503);
  await chat(`${started.url}/@inline.one`, asked).then((answer) => answer.text());
  await started.close();

  expect(posts.map(({ path }) => path)).toEqual(['/v1/traces']);
  expect(posts[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-tenant': 'a b' });
  const [resource] = sent()[0]?.resourceSpans ?? [];
  expect(fields(resource?.resource.attributes ?? [])).toEqual({ 'service.name': 'under-test' });
  expect(resource?.scopeSpans[0]?.scope).toMatchObject({ name: 'badgateway' });

  const [first, second] = spans();
  if (first === undefined || second === undefined) throw new Error('two spans were to come');
  expect(first).toMatchObject({
    ...{ traceId: trace, parentSpanId: parent, flags: 0x301, kind: 2, status: { code: 2 } },
    spanId: expect.stringMatching(/^[\da-f]{16}$/),
    name: 'POST /v1/chat/completions',
    startTimeUnixNano: expect.stringMatching(/^\d{19}$/),
    endTimeUnixNano: expect.stringMatching(/^\d{19}$/),
  });
  expect(second['spanId']).not.toBe(first['spanId']);
  expect(fields(first.attributes)).toMatchObject({
    ...{ 'http.request.method': 'POST', 'http.route': '/v1/chat/completions' },
    ...{ 'url.scheme': 'http', 'url.path': '/v1/chat/completions', 'http.response.status_code': '503' },
    ...{ 'server.address': '127.0.0.1', 'server.port': new URL(started.url).port },
    ...{ 'client.address': '127.0.0.1', 'user_agent.original': 'a-client/1', 'error.type': '503' },
    ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'Omniva/Kimi-K2.6' },
    ...{ 'badgateway.scenario': 'inline', 'badgateway.label': 'one', 'badgateway.attempt': '1' },
  });
  expect(fields(first.attributes)['gen_ai.provider.name']).toBe(started.gateway.steering.scenario().platform);
  expect(first.events.map(({ name, attributes }) => [name, fields(attributes)])).toEqual([
    ['badgateway.fault', { 'badgateway.rule': 'once', 'badgateway.fault': 'latency' }],
    [
      'badgateway.fault',
      {
        'badgateway.rule': 'once',
        'badgateway.fault': 'error',
        'error.type': expect.stringMatching(/^[a-z-]+$/),
      },
    ],
  ]);
  const retried = fields(second.attributes);
  expect(retried).toMatchObject({ 'http.response.status_code': '200', 'http.request.resend_count': '1' });
  expect(retried).not.toHaveProperty('error.type');
  expect([second['status'], second.events]).toEqual([{}, []]);
});

test('a client that records nothing is obeyed, and one without a trace gets its own', async () => {
  const started = await startGateway({ env: env() });
  await chat(started.url, { headers: traceparent('00') }).then((answer) => answer.text());
  await chat(started.url, { headers: { traceparent: 'nonsense' } }).then((answer) => answer.text());
  await started.close();
  expect(spans()).toEqual([
    expect.objectContaining({ traceId: expect.stringMatching(/^[\da-f]{32}$/), flags: 0x101 }),
  ]);
  expect(spans()[0]).not.toHaveProperty('parentSpanId');
});

test('over TLS, and without an answer', async () => {
  const rule = '{ id: gone, when: { route: models }, faults: [{ disconnect: { at: before-head } }] }';
  const started = await startGateway({ scenario: `scenario: inline\nrules: [${rule}]`, env: env() });
  const { ca } = started.gateway;
  const ask = (path: string) =>
    new Promise((resolve) => {
      const asked = request(started.tlsUrl + path, { ca, agent: false }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode));
      });
      asked.once('error', () => resolve(null)).end();
    });
  expect([await ask('/v1/models'), await ask('/v1/nothing?a=b')]).toEqual([null, 404]);
  await started.close();
  const [gone, unknown] = spans().map(({ name, status: ended, attributes }) => ({
    ...{ name, status: ended },
    ...fields(attributes),
  }));
  expect(gone).toMatchObject({
    ...{ name: 'GET /v1/models', status: { code: 2 }, 'url.scheme': 'https', 'error.type': 'severed' },
  });
  expect(gone).not.toHaveProperty('http.response.status_code');
  expect(gone).not.toHaveProperty('gen_ai.operation.name');
  expect(unknown).toMatchObject({
    ...{ name: 'GET', status: {}, 'url.path': '/v1/nothing', 'url.query': 'a=b' },
    'http.response.status_code': '404',
  });
});

test('a secret is in no span', async () => {
  const secret = 'sk-oais-0123456789abcdefghijklmnop';
  const started = await startGateway({ env: env() });
  const headers = { authorization: `Bearer ${secret}`, 'user-agent': secret, tracestate: `a=${secret}` };
  const answer = await fetch(`${started.url}/v1/chat/completions?key=${secret}&a=${secret}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ model: secret, messages: [{ role: 'user', content: secret }] }),
  });
  await answer.text();
  await started.close();
  expect(spans()).toHaveLength(1);
  expect(posts[0]?.body).not.toContain(secret);
});

test('the upstream gets the traceparent of the client, as it came', async () => {
  const seen: unknown[] = [];
  const upstream = await httpUpstream((req, res) => {
    seen.push(req.headers['traceparent'], req.headers['tracestate']);
    res.end('{}');
  });
  const started = await startGateway({ overrides: { upstream: upstream.url }, env: env() });
  const headers = { ...traceparent('01'), tracestate: 'vendor=1' };
  await chat(started.url, { headers }).then((answer) => answer.text());
  await started.close();
  await upstream.close();
  expect(seen).toEqual([traceparent('01').traceparent, 'vendor=1']);
  expect(spans().map(({ traceId }) => traceId)).toEqual([trace]);
});

test('an embedded gateway takes the variables of its process', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', `${collector.url}/elsewhere`);
  const gateway = await startEmbedded();
  vi.unstubAllEnvs();
  await chat(gateway.url).then((answer) => answer.text());
  await gateway.close();
  expect(posts.map(({ path }) => path)).toEqual(['/elsewhere']);
  expect(spans()).toHaveLength(1);
});

test('serve sends spans; a collector that is down or refuses is told once', async () => {
  const served = await serving([], { env: env() });
  await chat(served.url).then((answer) => answer.text());
  expect(await served.stop()).toBe(0);
  expect(spans().map(({ name }) => name)).toEqual(['POST /v1/chat/completions']);

  const secretly = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20of-this-test' };
  const gone = await httpUpstream(() => {});
  await gone.close();
  const lonely = await serving([], { env: { OTEL_EXPORTER_OTLP_ENDPOINT: gone.url, ...secretly } });
  for (let n = 0; n < 600; n += 1) await chat(lonely.url).then((answer) => answer.text());
  expect(await lonely.stop()).toBe(0);
  const told = lonely.err();
  expect(told.split(`Failed to send spans to ${gone.url}: ECONNREFUSED; `)).toHaveLength(2);
  expect(told).toContain('600 spans were not delivered');
  expect(told).not.toContain('of-this-test');
});
