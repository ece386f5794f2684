import { expect, onTestFinished, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { rawRequest, speak } from '../helpers/clients/raw.ts';
import { chat, chatBody, requestsOf } from '../helpers/gateway.ts';
import { httpUpstream } from '../helpers/upstreams.ts';

const header = 'x-badgateway-fault';

async function allowing(more: object = {}) {
  return gatewayOf({ overrides: 'allow', ...more });
}

test.for([
  ['429', 429, 'rate_limited', '5'],
  ['rate-limited', 429, 'rate_limited', '5'],
  ['error; code=rate_limited; retryAfter=2s', 429, 'rate_limited', '2'],
  ['error;code=rate_limited;retryAfter=none', 429, 'rate_limited', null],
  ['error; status = 503', 503, 'upstream_unavailable', null],
  ['error; entry=unauthorized; message=scrambled', 401, 'unauthorized', null],
] as const)('%s', async ([asked, status, code, retryAfter]) => {
  const started = await allowing();
  const response = await chat(started.url, { headers: { [header]: asked } });
  expect(response.status).toBe(status);
  expect(response.headers.get('retry-after')).toBe(retryAfter);
  expect(response.headers.get(header)).toBe('override');
  expect(await response.json()).toMatchObject({ error: { code } });
  const [entry] = await requestsOf(started, 1);
  expect(entry?.rules).toEqual([
    { rule: 'override', outcome: 'fired', because: 'the request asked for it', faults: ['error'] },
  ]);
});

test('faults that are no answers can be asked for, too', async () => {
  const { url } = await allowing();
  const broken = speak(
    url,
    rawRequest('/v1/chat/completions', chatBody(), { [header]: 'disconnect; how=rst' }),
  );
  expect(await broken.over).toEqual({ bytes: Buffer.alloc(0), parting: 'rst' });
  const cut = await chat(url, { stream: true, headers: { [header]: 'stream-cut; frames=2' } });
  expect((await cut.text()).match(/^data: /gm)).toHaveLength(2);
  const slow = await chat(url, { headers: { [header]: 'latency; for=1ms' } });
  expect(slow.status).toBe(200);
});

test('of many requests at once each meets what it asked for, and the others nothing', async () => {
  const { url } = await allowing();
  const asked = Array.from({ length: 60 }, (_, index) => ['', '429', '500', '503'][index % 4] ?? '');
  const met = await Promise.all(
    asked.map(async (fault, index) => {
      const headers = fault === '' ? {} : { [header]: fault };
      return (await chat(url, { prompt: `call ${index}`, headers })).status;
    }),
  );
  expect(met).toEqual(asked.map((fault) => (fault === '' ? 200 : Number(fault))));
});

test('an override stands in the place of the rules, and leaves their counters alone', async () => {
  const { url } = await allowing({ rules: [{ id: 'once', times: 1, faults: [500] }] });
  expect((await chat(url, { headers: { [header]: '429' } })).status).toBe(429);
  expect((await chat(url)).status).toBe(500);
  expect((await chat(url)).status).toBe(200);
});

test.for([
  ['laetncy', ['laetncy', 'latency']],
  ['error; code=rate_limitd', ['rate_limitd', 'rate_limited']],
  ['error; code=rate_limited; status=429', ['exactly one of status, code and entry']],
  ['error; statsu=429', ['statsu']],
  ['latency; for=fast', ['a duration with its unit']],
  ['connection-reset', ['cannot be asked for by a request']],
  ['error; code=[', ['x-badgateway-fault']],
  ['disconnect; how=gently', ['gently', 'fin, rst']],
  ['', ['expected']],
] as const)('a mistake is a 400 that says so: %s', async ([asked, words]) => {
  const started = await allowing();
  const response = await chat(started.url, { headers: { [header]: asked } });
  expect(response.status).toBe(400);
  // Nobody takes it for an answer of the platform.
  expect(response.headers.get('x-badgateway-error')).toBe('400');
  const { badgateway } = (await response.json()) as { badgateway: { message: string } };
  for (const word of words) expect(badgateway.message).toContain(word);
});

test.for([{ overrides: 'deny' }, {}])('%o ignores the header', async (scenario) => {
  const started = await gatewayOf(scenario);
  for (const asked of ['429', 'no such fault']) {
    const response = await chat(started.url, { headers: { [header]: asked } });
    expect(response.status).toBe(200);
    expect(response.headers.get(header)).toBeNull();
  }
  for (const { rules } of await requestsOf(started, 2)) expect(rules).toEqual([]);
});

test('an override holds no longer than the limit of the scenario', async () => {
  const started = await allowing({ limits: { hang: '80ms' } });
  const asked = { [header]: 'hang; for=1h' };
  const { parting } = await speak(started.url, rawRequest('/v1/chat/completions', chatBody(), asked)).over;
  expect(parting).toBe('fin');
  const [entry] = await requestsOf(started, 1);
  expect(entry?.played).toMatchObject({ ending: 'hung', pauses: [{ kind: 'hang', plannedMs: 80 }] });
});

test.for(['allow', 'deny'])('overrides: %s, and the header never reaches the upstream', async (overrides) => {
  const seen: string[][] = [];
  const upstream = await httpUpstream((req, res) => {
    seen.push(req.rawHeaders.map((name) => name.toLowerCase()));
    res.end('{}');
  });
  onTestFinished(() => upstream.close());
  const { url } = await gatewayOf({ overrides, upstream: upstream.url });
  const headers = { [header]: 'latency; for=1ms', 'x-other': 'kept' };
  expect((await chat(url, { headers })).status).toBe(200);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toContain('x-other');
  expect(seen[0]).not.toContain(header);
});
