import { expect, test } from 'vitest';
import { type Sent, validKey } from '../../../helpers/facts.ts';
import { platformInUse } from '../../../helpers/platform.ts';
import { bodyOf, client } from './seen.ts';

interface ErrorBody {
  readonly error: { readonly type: string; readonly code: string; readonly param: string | null };
}

const tokenFactory = platformInUse();
const hello = { model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content: 'Hello' }] };
const closed = { keys: [validKey], revokedKeys: ['sk-test-revoked-00000'] };

function bearer(value: string | undefined): Sent {
  return { headers: { authorization: value }, body: hello };
}

const refusals: readonly [string, Sent, number, string, string | null][] = [
  ['an unknown endpoint', { path: '/v1/responses', body: hello }, 404, 'endpoint_not_found', null],
  ['a wrong method', { method: 'GET' }, 405, 'method_not_allowed', null],
  ['no credential', bearer(undefined), 401, 'unauthorized', null],
  ['an empty credential', bearer(''), 401, 'unauthorized', null],
  ['another scheme', bearer('Basic c2s6'), 401, 'unauthorized', null],
  ['a scheme alone', bearer('Bearer'), 401, 'unauthorized', null],
  ['a scheme and spaces', bearer('Bearer   '), 401, 'unauthorized', null],
  ['two words after the scheme', bearer('Bearer one two'), 401, 'unauthorized', null],
  ['an unknown key', bearer('Bearer sk-test-unknown-00000'), 401, 'invalid_api_key', null],
  ['too large a body', { body: hello, facts: { bodyExtent: 'prefix' } }, 413, 'body_too_large', null],
  ['broken JSON', { body: '{"model":' }, 400, 'invalid_payload', null],
  ['no body', {}, 400, 'invalid_payload', null],
  ['an empty body', { body: '' }, 400, 'invalid_payload', null],
  ['a list as body', { body: [] }, 400, 'invalid_payload', null],
  ['null as body', { body: 'null' }, 400, 'invalid_payload', null],
  ['no model', { body: { messages: hello.messages } }, 400, 'invalid_payload', 'model'],
  ['no messages', { body: { model: 'a' } }, 400, 'invalid_payload', 'messages'],
  ['null as messages', { body: { model: 'a', messages: null } }, 400, 'invalid_payload', 'messages'],
  ['no messages at all', { body: { ...hello, messages: [] } }, 422, 'validation_failed', 'messages'],
  ['text as messages', { body: { ...hello, messages: 'Hi' } }, 422, 'validation_failed', 'messages'],
  ['a number as model', { body: { ...hello, model: 4 } }, 422, 'validation_failed', 'model'],
  ['a high temperature', { body: { ...hello, temperature: 2.1 } }, 422, 'validation_failed', 'temperature'],
  ['a low temperature', { body: { ...hello, temperature: -0.1 } }, 422, 'validation_failed', 'temperature'],
  ['no token at all', { body: { ...hello, max_tokens: 0 } }, 422, 'validation_failed', 'max_tokens'],
  ['fewer tokens than none', { body: { ...hello, max_tokens: -5 } }, 422, 'validation_failed', 'max_tokens'],
  ['half a token', { body: { ...hello, max_tokens: 1.5 } }, 422, 'validation_failed', 'max_tokens'],
  ['a word as stream', { body: { ...hello, stream: 'yes' } }, 422, 'validation_failed', 'stream'],
  [
    'an unknown role',
    { body: { ...hello, messages: [...hello.messages, { role: 'robot', content: 'Hi' }] } },
    422,
    'validation_failed',
    'messages[1].role',
  ],
  [
    'a user without content',
    { body: { ...hello, messages: [{ role: 'user' }] } },
    422,
    'validation_failed',
    'messages[0].content',
  ],
  ['a bare message', { body: { ...hello, messages: ['Hi'] } }, 422, 'validation_failed', 'messages[0]'],
];

test.each(refusals)('%s is refused', (_, sent, status, code, param) => {
  const answer = client(tokenFactory, closed)(sent);
  expect(answer.status).toBe(status);
  expect(bodyOf<ErrorBody>(answer).error).toMatchObject({ code, ...(param === null ? {} : { param }) });
});

test('a valid request is answered', () => {
  expect(client(tokenFactory, closed)({ body: hello }).status).toBe(200);
});

test('the scheme may be written in any case', () => {
  expect(client(tokenFactory, closed)(bearer(`bearer ${validKey}`)).status).toBe(200);
});

test('a header of its own holds the bare key', () => {
  const { platform, settings } = tokenFactory;
  const credential = { ...platform.credential, headers: ['x-api-key', 'authorization'] };
  const ask = client({ platform: { ...platform, credential }, settings }, closed);
  const status = (headers: Sent['headers']) => ask({ headers: headers ?? {}, body: hello }).status;
  expect(status({ 'x-api-key': validKey, authorization: undefined })).toBe(200);
  expect(status({ 'x-api-key': `Bearer ${validKey}`, authorization: undefined })).toBe(401);
  expect(status({ 'x-api-key': 'other' })).toBe(401);
  expect(status({})).toBe(200);
});

test.each([
  ['openai', 'whatever', 200],
  ['token-factory', 'sk-whatever', 200],
  ['token-factory', 'whatever', 401],
  ['token-factory', 'Sk-whatever', 401],
  ['token-factory', 'dtk_whatever', 401],
  ['deeptoken', 'dtk_whatever', 200],
  ['deeptoken-en', 'sk-whatever', 401],
] as const)('an open stub of %s answers the key %s with %d', (name, key, status) => {
  const ask = client(platformInUse(name));
  const answer = ask({ path: '/v1/models', method: 'GET', headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(status);
  if (status === 401) expect(bodyOf<ErrorBody>(answer).error.code).toBe('invalid_api_key');
});

test('a key that the scenario names is valid whatever it begins with', () => {
  expect(client(tokenFactory, { keys: ['team-a'] })(bearer('Bearer team-a')).status).toBe(200);
});

test.each([
  ['token-factory', 'the API key belongs to another workspace'],
  ['openai', 'incorrect API key: **********'],
])('a key of another workspace gets a 401 of %s', (name, message) => {
  const key = 'sk-of-the-other';
  const ask = client(platformInUse(name), { keys: [key], otherWorkspaceKeys: [key] });
  const answer = ask({ path: '/v1/models', method: 'GET', headers: { authorization: `Bearer ${key}` } });
  expect([answer.status, bodyOf<{ error: object }>(answer).error]).toEqual([
    401,
    expect.objectContaining({ code: 'invalid_api_key', message }),
  ]);
});

test.each([
  ['401', 401],
  ['403', 403],
])('a revoked key gets what the setting %s says', (setting, status) => {
  const ask = client(platformInUse('token-factory', { 'revoked-key': setting }), closed);
  expect(ask(bearer('Bearer sk-test-revoked-00000')).status).toBe(status);
});

test('a key that is both valid and revoked is revoked', () => {
  const ask = client(platformInUse('token-factory', { 'revoked-key': '403' }), {
    keys: [validKey],
    revokedKeys: [validKey],
  });
  expect(ask({ body: hello }).status).toBe(403);
});

test.each([
  ['/v1/chat/completions', 'PUT', 'POST'],
  ['/v1/models', 'POST', 'GET, HEAD'],
  ['/api/keys', 'DELETE', 'GET, HEAD, POST'],
])('%s refuses %s and names the methods it has', (path, method, allow) => {
  const answer = client(tokenFactory)({ path, method });
  expect([answer.status, answer.headers['allow']]).toEqual([405, allow]);
});

const order: readonly [string, Sent, number][] = [
  ['endpoint before credential', { path: '/v1/nothing', headers: { authorization: undefined } }, 404],
  ['method before credential', { method: 'PUT', headers: { authorization: undefined } }, 405],
  ['credential before size', { headers: { authorization: undefined }, facts: { bodyExtent: 'prefix' } }, 401],
  ['size before JSON', { body: '{', facts: { bodyExtent: 'prefix' } }, 413],
  ['absence before values', { body: { model: 4, temperature: 9 } }, 400],
  ['values before the model', { body: { ...hello, model: 'a', temperature: 9 } }, 422],
];

test.each(order)('%s', (_, sent, status) => {
  expect(client(tokenFactory, { models: 'catalogue' })(sent).status).toBe(status);
});

test.each([
  ['any', 'no/such-model', 200],
  ['any', 'BAAI/bge-large-en-v1.5', 404],
  ['catalogue', 'Omniva/Kimi-K2.6', 200],
  ['catalogue', 'no/such-model', 404],
  ['catalogue', 'BAAI/bge-large-en-v1.5', 404],
] as const)('with models: %s a chat with %s gets %d', (models, model, status) => {
  expect(client(tokenFactory, { models })({ body: { ...hello, model } }).status).toBe(status);
});

test('fields that the platform ignores are never refused', () => {
  const ignored = { top_p: 'high', n: -1, seed: 'x', stop: 7, tools: 'none', logprobs: 3, user: null };
  const answer = client(tokenFactory)({ body: { ...hello, ...ignored, temperature: null } });
  expect(answer.status).toBe(200);
});

test('a refusal is written in the envelope of its surface', () => {
  const ask = client(tokenFactory, closed);
  const without = { headers: { authorization: undefined } };
  const keysOf = (path: string, method: string) =>
    Object.keys(bodyOf<object>(ask({ ...without, path, method })));
  expect(keysOf('/v1/models', 'GET')).toEqual(['error']);
  expect(keysOf('/api/keys', 'GET')).toEqual(['code', 'error']);
  expect(keysOf('/api/playground/chat/completions', 'POST')).toEqual(['code', 'message', 'details']);
});

test('a refusal never shows the key', () => {
  const ask = client(platformInUse('openai'), { keys: [] });
  const secret = 'sk-planted-0123456789-secret';
  for (const sent of [bearer(`Bearer ${secret}`), bearer(secret), bearer(`Basic ${secret}`)]) {
    const answer = ask(sent);
    expect(answer.status).toBe(401);
    expect(answer.frames.join('') + JSON.stringify(answer.headers)).not.toContain(secret);
  }
});

test.each([
  ['/v1/models', 200],
  ['/v1/nothing', 404],
  ['/v1/chat/completions', 405],
])('HEAD %s has the head of its GET and no body', (path, status) => {
  const ask = client(tokenFactory);
  const answer = ask({ method: 'HEAD', path });
  expect([answer.status, answer.frames]).toEqual([status, []]);
  if (status === 200) expect(answer.headers).toEqual(ask({ method: 'GET', path }).headers);
});

test('a success carries the header fields of the platform', () => {
  const answer = client(platformInUse('deeptoken'))({ body: hello });
  expect(answer.headers).toHaveProperty('x-gateway-error-category');
  const switched = platformInUse('deeptoken', { 'category-on-success': 'absent' });
  expect(client(switched)({ body: hello }).headers).not.toHaveProperty('x-gateway-error-category');
});

test.each(['[]', 'null', '"text"', '7', '{"model":'])('%s is told that an object is expected', (body) => {
  const { error } = bodyOf<{ error: { message: string } }>(client(tokenFactory)({ body }));
  expect(error.message).toBe('expected a JSON object as the request body');
});

const chat = { path: '/v1/chat/completions', body: { model: 'gpt-4o', messages: hello.messages } };
const completion = { path: '/v1/completions', body: { model: 'gpt-4o', prompt: 'Once' } };
const embedding = { path: '/v1/embeddings', body: { model: 'text-embedding-3-small', input: 'a' } };
const image = { path: '/v1/images/generations', body: { prompt: 'a bridge' } };

/** Route, parameter, values at the ends of its range, and values just outside. */
const ranges: readonly [typeof chat | typeof completion, string, unknown[], unknown[]][] = [
  [chat, 'temperature', [0, 2], [-0.01, 2.01, 'hot']],
  [chat, 'top_p', [0, 1], [-0.01, 1.01]],
  [chat, 'n', [1, 128], [0, -1, 129, 1.5]],
  [chat, 'max_tokens', [1], [0, -5, 1.5]],
  [chat, 'max_completion_tokens', [1], [0, -5]],
  [chat, 'presence_penalty', [-2, 2], [-2.01, 2.01]],
  [chat, 'frequency_penalty', [-2, 2], [-2.01, 2.01]],
  [chat, 'top_logprobs', [0, 20], [-1, 21]],
  [chat, 'stream', [true, false], ['true', 1]],
  [completion, 'temperature', [0, 2], [-0.01, 2.01]],
  [completion, 'top_p', [0, 1], [-0.01, 1.01]],
  [completion, 'n', [1, 128], [0, 129]],
  [completion, 'max_tokens', [0, 1], [-1, 0.5]],
  [completion, 'presence_penalty', [-2, 2], [-2.01, 2.01]],
  [completion, 'frequency_penalty', [-2, 2], [-2.01, 2.01]],
  [completion, 'logprobs', [0, 5], [-1, 6]],
];
const furtherRanges: readonly [typeof embedding | typeof image, string, unknown[], unknown[]][] = [
  [embedding, 'dimensions', [1], [0, -1, 1.5]],
  [embedding, 'encoding_format', ['float', 'base64'], ['hex']],
  [image, 'n', [1, 10], [0, 11, -1]],
  [image, 'response_format', ['url', 'b64_json'], ['gif']],
];

test.each(
  ['openai', 'deeptoken'].flatMap((name) =>
    [...ranges, ...furtherRanges].map((row) => [name, row[0].path, row[1], row] as const),
  ),
)('%s, %s: %s is held to its range', (name, _, parameter, [{ path, body }, , inside, outside]) => {
  const ask = client(platformInUse(name));
  const status = (value: unknown) => ask({ path, body: { ...body, [parameter]: value } }).status;
  expect(inside.map(status)).toEqual(inside.map(() => 200));
  expect(outside.map(status)).toEqual(outside.map(() => 400));
});

test.each([0, -1, 11, 1.5])('token-factory refuses %d images', (n) => {
  const body = { model: 'Omniva/image-1', prompt: 'a bridge', n };
  expect(client(tokenFactory)({ path: '/v1/images/generations', body }).status).toBe(422);
});
