import { execFile } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { python } from '../helpers/clients/python.ts';
import { fixedClock } from '../helpers/clock.ts';
import {
  type Chat,
  chat,
  chatBody,
  requestsOf,
  type StartedGateway,
  startGateway,
} from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';
import { httpUpstream } from '../helpers/upstreams.ts';

/** A gateway under a shipped scenario, with a clock that stands still. */
async function shipped(scenario: string) {
  const clock = fixedClock();
  const started = await startGateway({ scenario, clock });
  onTestFinished(() => started.close());
  return { clock, started };
}

/** `401 invalid_api_key` */
async function saw(reply: Promise<Response>): Promise<string> {
  const { status } = await reply;
  const { error, code } = (await (await reply).json()) as {
    error?: { code?: string } | string;
    code?: string;
  };
  const said = typeof error === 'object' ? error.code : code;
  return said === undefined ? String(status) : `${status} ${said}`;
}

const asked = ({ url }: StartedGateway, request: Chat = {}) => saw(chat(url, request));

/** What the journal says of each request that was refused, or nearly. */
async function told(started: StartedGateway, count: number): Promise<string[]> {
  const requests = await requestsOf(started, count);
  return requests.flatMap(({ rules }) =>
    rules.map((each) => `${each.rule} ${each.outcome}: ${each.because}`),
  );
}

test('key-rotated-with-grace: a kept key is refused for good, one that is read again passes', async () => {
  const { clock, started } = await shipped('key-rotated-with-grace');
  const [old, fresh] = ['sk-oais-key-of-the-worker-old', 'sk-oais-key-of-the-worker-new'];
  const both = async () => [await asked(started, { key: old }), await asked(started, { key: fresh })];
  const unknown = '401 invalid_api_key';
  expect(await both()).toEqual(['200', unknown]);
  clock.advance(3_000);
  expect(await both()).toEqual(['200', '200']);
  clock.advance(4_999);
  expect(await both()).toEqual(['200', '200']);
  clock.advance(1);
  expect(await both()).toEqual([unknown, '200']);
  clock.advance(86_400_000);
  expect(await both()).toEqual([unknown, '200']);
  const said = await told(started, 10);
  const mask = 'key sk-oa**********-old';
  expect(said).toEqual([
    'keys fired: key sk-oa**********-new (key_1) is not valid before its rotation',
    `keys skipped: ${mask} (key_1) was rotated: valid for 5s more`,
    `keys skipped: ${mask} (key_1) was rotated: valid for 1ms more`,
    `keys fired: ${mask} (key_1) was rotated, and its grace time is over`,
    `keys fired: ${mask} (key_1) was rotated, and its grace time is over`,
  ]);
});

interface Verdicts {
  readonly verdicts: readonly { readonly expectation: string; readonly outcome: string }[];
}

test('key-rotated-with-grace: one client loops with its old key, the other reads it anew once', async () => {
  const [clock, token] = [fixedClock(), 'a-token-of-this-test'];
  const scenario = 'key-rotated-with-grace';
  const started = await startGateway({ scenario, clock, controlToken: token });
  onTestFinished(() => started.close());
  const [old, fresh] = ['sk-oais-key-of-the-worker-old', 'sk-oais-key-of-the-worker-new'];
  const { gateway } = started;
  const outcomes: Verdicts['verdicts'][number][] = [];
  for (const [label, keys] of Object.entries({ keeps: [old, old, old], reads: [old, fresh] })) {
    const url = `${started.url}/@${scenario}.${label}`;
    expect(await saw(chat(url, { key: old }))).toBe('200');
    clock.advance(8_000);
    for (const key of keys) {
      const met = await saw(chat(url, { key }));
      expect(met).toBe(key === old ? '401 invalid_api_key' : '200');
      clock.advance(200);
    }
    const asking = { headers: { authorization: `Bearer ${token}` } };
    const report = await fetch(`${gateway.controlUrl}/verdicts?label=${label}`, asking);
    const { scenarios } = (await report.json()) as { scenarios: Verdicts[] };
    outcomes.push(
      ...scenarios.flatMap(({ verdicts }) =>
        verdicts.filter(({ expectation }) => expectation === 'refreshes-key-once'),
      ),
    );
  }
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['fail', 'pass']);
});

/** By curl, which is told nothing but the address and the key. */
async function curled({ url }: StartedGateway, key: string): Promise<number> {
  const fields = ['-H', `authorization: Bearer ${key}`, '-H', 'content-type: application/json'];
  const words = ['-s', '-o', '/dev/null', '-w', '%{http_code}', ...fields, '-d', chatBody()];
  const { stdout } = await promisify(execFile)('curl', [...words, `${url}/v1/chat/completions`]);
  return Number(stdout);
}

test('key-revoked-mid-run: the third request is refused, and the other key goes on', async () => {
  const { clock, started } = await shipped('key-revoked-mid-run');
  const [revoked, other] = ['sk-oais-revoked-in-the-run', 'sk-oais-goes-on-working'];
  const met: string[] = [];
  for (const key of [revoked, other, revoked, revoked, other]) met.push(await asked(started, { key }));
  clock.advance(30 * 86_400_000);
  met.push(await asked(started, { key: revoked }));
  const no = '401 invalid_api_key';
  expect(met).toEqual(['200', '200', '200', no, '200', no]);
  const requests = await requestsOf(started, 6);
  expect(JSON.stringify(requests)).not.toMatch(/revoked-in-the-run|goes-on-working/);
});

test('key-revoked-mid-run: "missing, malformed, or revoked", each reached in front of its keys', async () => {
  const { started } = await shipped('key-revoked-mid-run');
  const ask = (headers: Record<string, string>) => saw(fetch(`${started.url}/v1/models`, { headers }));
  const key = 'sk-oais-goes-on-working';
  expect([
    await ask({}),
    await ask({ authorization: key }),
    await ask({ authorization: `Basic ${key}` }),
    await ask({ authorization: 'Bearer' }),
    await ask({ authorization: 'Bearer sk-oais-of-another-workspace' }),
    await ask({ authorization: `Bearer ${key}` }),
  ]).toEqual([
    ...['401 unauthorized', '401 unauthorized', '401 unauthorized', '401 unauthorized'],
    ...['401 invalid_api_key', '200'],
  ]);
});

test('model-without-replicas: it comes back by itself, and a peer serves all the time', async () => {
  const { clock, started } = await shipped('model-without-replicas');
  const peer = { model: 'MiniMaxAI/MiniMax-M2.5', key: 'sk-oais-any' };
  const down = '503 upstream_unavailable';
  expect([await asked(started), await asked(started, peer)]).toEqual([down, '200']);
  clock.advance(4_999);
  expect(await asked(started)).toBe(down);
  clock.advance(1);
  expect(await asked(started)).toBe('200');
  clock.advance(5_000);
  expect(await asked(started)).toBe('200');
  const set = 'replicas of Omniva/Kimi-K2.6';
  expect(await told(started, 5)).toEqual([
    `replicas fired: 0 of 3 ${set} are healthy for 5s more`,
    `replicas fired: 0 of 3 ${set} are healthy for 1ms more`,
    `replicas skipped: 1 of 3 ${set} is healthy for 5s more`,
  ]);
});

test('ip-not-allowed: whatever is asked, and whatever X-Forwarded-For says', async () => {
  const { started } = await shipped('ip-not-allowed');
  const request = { key: 'dtk_any', model: 'gpt-4o' };
  const reply = await chat(started.url, { ...request, headers: { 'x-forwarded-for': '192.0.2.7' } });
  expect([reply.status, reply.headers.get('x-gateway-error-category')]).toEqual([403, 'user_error']);
  expect([await asked(started, request), reply.headers.get('x-badgateway-fault')]).toEqual([
    '403 ip_not_allowed',
    'office',
  ]);
  expect(await told(started, 2)).toEqual(Array(2).fill('office fired: 127.0.0.1 is not on the list'));
});

const admitting = {
  platform: 'deeptoken',
  keys: [
    { key: 'dtk_valid' },
    { key: 'dtk_revoked', revokedAfter: 1 },
    { key: 'dtk_small' },
    { key: 'dtk_elsewhere', state: 'other-workspace' },
  ],
  allowlists: [{ id: 'small', key: 'dtk_small', models: 'gpt-4o-mini' }],
  replicas: { 'deepseek-*': { healthy: 0 } },
};

test('in front of a real upstream, which is asked for what is admitted alone', async () => {
  const heard: (string | undefined)[] = [];
  const upstream = await httpUpstream((request: IncomingMessage, response) => {
    heard.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  onTestFinished(() => upstream.close());
  const started = await gatewayOf({ ...admitting, upstream: upstream.url });
  const met: string[] = [];
  for (const key of ['dtk_valid', 'dtk_revoked', 'dtk_revoked', 'dtk_unlisted', 'dtk_elsewhere', 'dtk_small'])
    met.push(await asked(started, { key, model: 'gpt-4o' }));
  for (const model of ['gpt-4o-mini', 'deepseek-r1'])
    met.push(await asked(started, { key: 'dtk_small', model }));
  met.push(await asked(started, { key: 'dtk_valid', model: 'deepseek-r1' }));
  const no = '401 invalid_api_key';
  const model = '403 model_not_allowed';
  expect(met).toEqual(['200', '200', no, no, no, model, '200', model, '503 no_available_channel']);
  expect(heard).toEqual(['Bearer dtk_valid', 'Bearer dtk_revoked', 'Bearer dtk_small']);
});

test('the routes that manage keys change the keys of the scenario', async () => {
  const started = await gatewayOf({
    platform: { name: 'token-factory', settings: { 'revoked-key': '403' } },
    keys: [
      { key: 'sk-oais-0123456789-of-an-admin', id: 'admin' },
      { key: 'sk-oais-worker-old', id: 'worker', rotatedTo: 'sk-oais-worker-new', grace: '1h' },
      { key: 'sk-oais-no-feature', state: 'feature-not-enabled' },
      { key: 'sk-oais-of-others', state: 'other-workspace' },
    ],
  });
  const manage = async (method: string, path = '') => {
    const headers = { authorization: 'Bearer sk-oais-0123456789-of-an-admin' };
    const reply = await fetch(`${started.url}/api/keys${path}`, { method, headers });
    return { status: reply.status, body: (await reply.json()) as { data?: object[]; code?: string } };
  };
  const by = (key: string) => asked(started, { key });
  expect([
    await by('sk-oais-no-feature'),
    await by('sk-oais-of-others'),
    await by('sk-oais-worker-new'),
  ]).toEqual(['403 forbidden', '401 invalid_api_key', '401 invalid_api_key']);
  expect(await manage('POST', '/worker/rotate')).toMatchObject({
    status: 200,
    body: { status: 'pending-rotation' },
  });
  expect(await manage('POST', '/worker/rotate')).toMatchObject({
    status: 409,
    body: { code: 'rotation_pending' },
  });
  expect([await by('sk-oais-worker-old'), await by('sk-oais-worker-new')]).toEqual(['200', '200']);
  const { body } = await manage('GET');
  expect(body.data?.map((each) => Object.values(each).slice(0, 5))).toMatchObject([
    ['admin', 'api_key', 'scenario key 1', 'sk-oa**********dmin', 'active'],
    ['worker', 'api_key', 'scenario key 2', expect.any(String), 'pending-rotation'],
    ['key_3', 'api_key', 'scenario key 3', expect.any(String), 'active'],
  ]);
  expect(await manage('DELETE', '/worker')).toMatchObject({ status: 200, body: { status: 'revoked' } });
  expect([await by('sk-oais-worker-old'), await by('sk-oais-worker-new')]).toEqual([
    '403 key_revoked',
    '403 key_revoked',
  ]);
});

test('of two admins the second is told of the conflict, looks again, and succeeds', async () => {
  const started = await gatewayOf({ platform: 'token-factory' });
  const ask = async (method: string, sent: { readonly tag?: string | null; readonly name?: string } = {}) => {
    const headers = {
      authorization: 'Bearer sk-oais-any',
      'content-type': 'application/json',
      ...(sent.tag == null ? {} : { 'if-match': sent.tag }),
    };
    const body = method === 'GET' ? null : JSON.stringify({ name: sent.name });
    const reply = await fetch(`${started.url}/api/workspace`, { method, headers, body });
    const { name, code } = (await reply.json()) as { name?: string; code?: string };
    return { status: reply.status, tag: reply.headers.get('etag'), said: name ?? code };
  };
  const [one, other] = [await ask('GET'), await ask('GET')];
  expect(one).toEqual({ status: 200, tag: '"1"', said: 'default' });
  expect(await ask('PATCH', { tag: other.tag, name: 'second' })).toMatchObject({ status: 200, tag: '"2"' });
  expect(await ask('PATCH', { tag: one.tag, name: 'first' })).toMatchObject({
    status: 409,
    said: 'conflict',
  });
  const { tag, said } = await ask('GET');
  expect(said).toBe('second');
  expect(await ask('PATCH', { tag, name: 'first' })).toMatchObject({ status: 200, said: 'first' });
  expect(await ask('PATCH', { tag: '"1", "3"', name: 'third' })).toMatchObject({ status: 200, tag: '"4"' });
});

const script = `
import json, sys, requests

url, body, keys = sys.argv[1], sys.argv[2], sys.argv[3:]
head = {'Content-Type': 'application/json'}
print(json.dumps([requests.post(url, data=body, headers={**head, 'Authorization': 'Bearer ' + key},
                                timeout=20).status_code for key in keys]))
`;

needs('curl', 'requests')(
  'curl and requests meet the same: valid, rotated out, revoked, unknown',
  async () => {
    const started = await gatewayOf({
      platform: 'token-factory',
      keys: [
        { key: 'sk-oais-valid' },
        { key: 'sk-oais-out', state: 'rotated', rotatedTo: 'sk-oais-in', grace: '0s' },
        { key: 'sk-oais-revoked', state: 'revoked' },
      ],
    });
    const keys = ['sk-oais-valid', 'sk-oais-out', 'sk-oais-in', 'sk-oais-revoked', 'sk-oais-unlisted'];
    const expected = [200, 401, 200, 401, 401];
    expect(await python(script, [`${started.url}/v1/chat/completions`, chatBody(), ...keys])).toEqual(
      expected,
    );
    const met: number[] = [];
    for (const key of keys) met.push(await curled(started, key));
    expect(met).toEqual(expected);
  },
);
