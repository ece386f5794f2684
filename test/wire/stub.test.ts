import { expect } from 'vitest';
import { type CurlRequest, curl, curlAll, fieldOf } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { chatBody } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';

const withCurl = needs('curl');
const key = 'sk-oais-known-0123456789';
const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
const chat = '/v1/chat/completions';

/** A door of the platform without any rule: request, status, code, and the field at fault. */
type Door = readonly [what: string, request: Omit<CurlRequest, 'url'> & { path: string }, ...told: unknown[]];

const body = chatBody();
const doors: readonly Door[] = [
  ['no header', { path: chat, body, headers: { Authorization: '' } }, 401, 'unauthorized', null],
  [
    'another scheme',
    { path: chat, body, headers: { Authorization: 'Basic eA==' } },
    401,
    'unauthorized',
    null,
  ],
  ['no key', { path: chat, body, headers: { Authorization: 'Bearer ' } }, 401, 'unauthorized', null],
  [
    'an unknown key',
    { path: chat, body, headers: { Authorization: 'Bearer x' } },
    401,
    'invalid_api_key',
    null,
  ],
  ['broken JSON', { path: chat, body: '{"model"' }, 400, 'invalid_payload', null],
  ['no model', { path: chat, body: '{"messages":[]}' }, 400, 'invalid_payload', 'model'],
  ['no messages', { path: chat, body: '{"model":"m"}' }, 400, 'invalid_payload', 'messages'],
  ['no input', { path: '/v1/embeddings', body: '{"model":"m"}' }, 400, 'invalid_payload', 'input'],
  [
    'a hot temperature',
    { path: chat, body: body.replace('{', '{"temperature":2.1,') },
    422,
    null,
    'temperature',
  ],
  ['an unknown model', { path: chat, body: chatBody({ model: 'x' }) }, 404, 'model_not_found', 'model'],
  ['an unknown endpoint', { path: '/v1/responses', body }, 404, null, null],
  ['a wrong method', { path: chat, method: 'DELETE' }, 405, null, null],
  ['too large a body', { path: chat, body: chatBody({ prompt: 'x'.repeat(2_000) }) }, 413, null, null],
];

withCurl('without any rule the stub refuses as the platform does', async () => {
  const { url } = await gatewayOf({ stub: { keys: [key], models: 'catalogue' }, limits: { body: '1KiB' } });
  const replies = await curlAll(
    doors.map(([, { path, ...request }]) => ({
      ...request,
      url: url + path,
      headers: { ...headers, ...request.headers },
    })),
  );
  for (const [index, [what, , status, code, param]] of doors.entries()) {
    const reply = replies[index];
    expect.soft(reply?.status, what).toBe(status);
    const { error } = JSON.parse(reply?.body.toString() ?? '') as { error: Record<string, unknown> };
    expect.soft(Object.keys(error), what).toEqual(['type', 'code', 'message', 'param']);
    if (code !== null) expect.soft(error['code'], what).toBe(code);
    expect.soft(error['param'], what).toBe(param);
    expect.soft(reply && fieldOf(reply, 'x-badgateway-fault'), what).toBeUndefined();
  }
});

withCurl('fields that the platform ignores are no mistake', async () => {
  const { url } = await gatewayOf({});
  const more = '"top_p":0.1,"n":4,"seed":1,"stop":["x"],"tools":[],"user":"u","logprobs":true,"unheard_of":1';
  const reply = await curl({ url: url + chat, headers, body: body.replace('{', `{${more},`) });
  expect(reply.status).toBe(200);
  expect(JSON.parse(reply.body.toString()).choices).toHaveLength(1);
});

withCurl('HEAD is the head of GET, and a wrong method is told the right ones', async () => {
  const { url } = await gatewayOf({});
  const [head, get, put] = await curlAll([
    { url: `${url}/v1/models`, headers, config: ['head'] },
    { url: `${url}/v1/models`, headers },
    { url: `${url}/v1/models`, headers, method: 'PUT' },
  ]);
  const withoutDate = (reply = get) => reply?.headers.filter(([name]) => name !== 'Date');
  expect(withoutDate(head)).toEqual(withoutDate(get));
  expect(head?.body).toHaveLength(0);
  expect(put && fieldOf(put, 'allow')).toBe('GET, HEAD');
});

withCurl('one connection serves many requests', async () => {
  const { url } = await gatewayOf({});
  const replies = await curlAll(Array.from({ length: 20 }, () => ({ url: url + chat, headers, body })));
  expect(replies.map(({ connections }) => connections)).toEqual([1, ...Array(19).fill(0)]);
  expect(new Set(replies.map((reply) => reply.body.toString())).size).toBe(1);
});

withCurl(
  'a key: its secret is shown once, a second rotation waits, and a revoked one is refused',
  async () => {
    const { url } = await gatewayOf({ stub: { keys: [key] } });
    const manage = async (method: string, path: string) => {
      const reply = await curl({ url: url + path, method, headers });
      return { status: reply.status, json: JSON.parse(reply.body.toString()) };
    };
    const created = await manage('POST', '/api/keys');
    const { id, secret } = created.json;
    expect(created.status).toBe(201);
    expect(secret).toMatch(/^sk-oais-/);
    const list = await manage('GET', '/api/keys');
    expect(JSON.stringify(list.json)).not.toContain(secret);
    expect(list.json.data.map(({ id: listed }: { id: string }) => listed)).toContain(id);

    expect((await manage('POST', `/api/keys/${id}/rotate`)).status).toBe(200);
    const again = await manage('POST', `/api/keys/${id}/rotate`);
    expect(again.status).toBe(409);
    expect(Object.keys(again.json).slice(0, 2)).toEqual(['code', 'error']);

    expect((await manage('DELETE', `/api/keys/${id}`)).status).toBe(200);
    const late = await curl({ url: `${url}/v1/models`, headers: { Authorization: `Bearer ${secret}` } });
    expect(late.status).toBe(401);
  },
);

withCurl.for([
  ['401', 401],
  ['403', 403],
] as const)('a revoked key meets a %s where the platform is set so', async ([setting, status]) => {
  const platform = { name: 'token-factory', settings: { 'revoked-key': setting } };
  const { url } = await gatewayOf({ platform, stub: { revokedKeys: [key] } });
  const reply = await curl({ url: `${url}/v1/models`, headers });
  expect(reply.status).toBe(status);
});
