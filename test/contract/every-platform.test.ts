import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorAnswer } from '../../src/answer/error-answer.ts';
import type { CatalogueEntry, Platform } from '../../src/model/platform.ts';
import type { Refusal } from '../../src/model/refusal.ts';
import type { Step } from '../../src/model/step.ts';
import { errorBody, refusalEntry, successHeaders } from '../../src/platforms/envelope.ts';
import { platformFacts } from '../../src/platforms/facts.ts';
import { findPlatform } from '../../src/platforms/find.ts';
import { putInUse } from '../../src/platforms/in-use.ts';
import { platformNames } from '../../src/platforms/index.ts';

const platforms = await Promise.all(platformNames.map(findPlatform));

function named(name: string): Platform {
  const platform = platforms.find((each) => each.name === name);
  if (platform === undefined) throw new Error(`no platform ${name}`);
  return platform;
}

function entryOf(platform: string, name: string): CatalogueEntry {
  const entry = named(platform).errors.find((each) => each.name === name);
  if (entry === undefined) throw new Error(`no error ${name} on ${platform}`);
  return entry;
}

/** What a client would read: status, header fields by lower-case name, text of the body. */
function read(steps: readonly Step[]) {
  const head = steps.find((step) => step.kind === 'head');
  const headers: Record<string, string> = {};
  for (let index = 0; index < (head?.headers.length ?? 0); index += 2)
    headers[String(head?.headers[index]).toLowerCase()] = String(head?.headers[index + 1]);
  const body = Buffer.concat(steps.map((step) => (step.kind === 'frame' ? step.bytes : Buffer.alloc(0))));
  return { status: head?.status, headers, body: body.toString(), bytes: body.length };
}

function answer(platform: string, entry: string, surface = 'public', settings = {}) {
  return read(errorAnswer(putInUse(named(platform), settings), surface, entryOf(platform, entry), {}));
}

test('the registry is the folder', () => {
  const files = readdirSync(new URL('../../src/platforms/', import.meta.url));
  const inFolder = files.filter((file) => file.endsWith('.yaml')).map((file) => file.replace('.yaml', ''));
  expect(inFolder.toSorted()).toEqual([...platformNames].toSorted());
});

describe.each(platforms)('$name', (platform) => {
  const inUse = putInUse(platform);
  const surfaces = platform.surfaces.map(({ name }) => name);

  test('is named as its file and is nothing but data', () => {
    expect(platformNames).toContain(platform.name);
    expect(JSON.parse(JSON.stringify(platform))).toStrictEqual(platform);
  });

  test('has one default for each status and surface', () => {
    for (const surface of surfaces) {
      const here = platform.errors.filter((entry) => entry.surfaces.includes(surface));
      const statuses = [...new Set(here.map(({ status }) => status))].toSorted();
      const defaults = here.filter((entry) => entry.default).map(({ status }) => status);
      expect(defaults.toSorted()).toEqual(statuses);
    }
  });

  test('renders every error on each of its surfaces', () => {
    for (const entry of platform.errors)
      for (const surface of entry.surfaces) {
        const { status, headers, body } = read(
          errorAnswer(inUse, surface, entry, { model: 'm', path: '/p', method: 'GET' }),
        );
        expect(status).toBe(entry.status);
        expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
        expect(`${JSON.stringify(headers)} ${body}`).not.toMatch(/\$[a-z]|\{(model|param|path|method)\}/);
        if (entry.raw === null)
          expect(JSON.parse(body)).toEqual(
            errorBody(inUse, surface, entry, { model: 'm', path: '/p', method: 'GET' }),
          );
        else expect(body).toBe(entry.raw.body);
      }
  });

  test('refuses by an error that is at home on every surface', () => {
    const { documented: _, ...refusals } = platform.refusals;
    for (const refusal of Object.keys(refusals) as Refusal[])
      expect(refusalEntry(inUse, refusal).surfaces).toEqual(surfaces);
  });

  test('refuses with the statuses that HTTP gives these situations', () => {
    const status = (refusal: Refusal) => refusalEntry(inUse, refusal).status;
    expect(status('missing-credential')).toBe(401);
    expect(status('malformed-json')).toBe(400);
    expect(status('unknown-endpoint')).toBe(404);
    expect(status('method-not-allowed')).toBe(405);
    expect(status('body-too-large')).toBe(413);
    expect([502, 503]).toContain(status('upstream-unreachable'));
  });

  test('lets every route be asked: its path lies under a prefix of its surface', () => {
    for (const route of platform.routes) {
      const surface = platform.surfaces.find(({ name }) => name === route.surface);
      expect(surface?.prefixes.some((prefix) => route.path.startsWith(prefix))).toBe(true);
    }
  });

  test('has a model for every kind of answer', () => {
    const kinds = {
      chat: 'chat',
      completions: 'chat',
      embeddings: 'embedding',
      moderations: 'moderation',
      images: 'image',
    };
    for (const { stub } of platform.routes)
      if (stub in kinds)
        expect(platform.models.map(({ kind }) => kind)).toContain(kinds[stub as keyof typeof kinds]);
    for (const model of platform.models)
      expect(typeof model.dimensions === 'number').toBe(model.kind === 'embedding');
  });

  test('marks facts of both kinds, and only documented ones have a source', () => {
    const facts = platformFacts(platform);
    for (const { basis, source } of facts) expect(source === undefined).toBe(basis === 'assumed');
    expect(new Set(facts.map(({ basis }) => basis)).size).toBe(2);
  });
});

// From here on: facts of the documents, written out.

const tokenFactoryStatuses = [400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503];
const tokenFactorySurfaces = ['public', 'key-management', 'playground', 'quota-and-status'];

test.each(tokenFactorySurfaces)('token-factory knows every status of its table on surface %s', (surface) => {
  const { errors } = named('token-factory');
  const known = errors.filter((entry) => entry.default && entry.surfaces.includes(surface));
  expect(known.map(({ status }) => status)).toEqual(expect.arrayContaining(tokenFactoryStatuses));
});

test('token-factory, deeptoken and openai: envelopes, to the order of their fields', () => {
  const keys = (platform: string, entry: string, surface: string) => answer(platform, entry, surface).body;
  expect(keys('token-factory', 'rate-limited', 'public')).toMatch(
    /^\{"error":\{"type":"[^"]+","code":"rate_limited","message":"[^"]+","param":null\}\}$/,
  );
  expect(keys('token-factory', 'rate-limited', 'key-management')).toMatch(
    /^\{"code":"rate_limited","error":"[^"]+"\}$/,
  );
  expect(keys('token-factory', 'bad-gateway', 'playground')).toMatch(
    /^\{"code":"[^"]+","message":"[^"]+","details":\{.+\}\}$/,
  );
  expect(keys('deeptoken', 'org-wallet-empty', 'public')).toMatch(
    /^\{"error":\{"message":"[^"]+","type":"quota_error","code":"org_wallet_empty"\}\}$/,
  );
  expect(keys('openai', 'insufficient-quota', 'public')).toMatch(
    /^\{"error":\{"message":"[^"]+","type":"(insufficient_quota)","param":null,"code":"\1"\}\}$/,
  );
});

test.each([
  ['token-factory', 'invalid-payload', 400, 'invalid_payload'],
  ['token-factory', 'unauthorized', 401, 'unauthorized'],
  ['token-factory', 'invalid-api-key', 401, 'invalid_api_key'],
  ['token-factory', 'model-not-found', 404, 'model_not_found'],
  ['token-factory', 'rate-limited', 429, 'rate_limited'],
  ['token-factory', 'internal-error', 500, 'internal_error'],
  ['token-factory', 'no-healthy-upstream', 503, 'upstream_unavailable'],
  ['deeptoken', 'invalid-api-key', 401, 'invalid_api_key'],
  ['deeptoken', 'model-not-allowed', 403, 'model_not_allowed'],
  ['deeptoken', 'ip-not-allowed', 403, 'ip_not_allowed'],
  ['deeptoken', 'org-wallet-empty', 402, 'org_wallet_empty'],
  ['deeptoken', 'budget-limit-exceeded', 403, 'budget_limit_exceeded'],
  ['deeptoken', 'no-available-channel', 503, 'no_available_channel'],
  ['deeptoken-en', 'invalid-api-key', 401, 'invalid_api_key'],
  ['deeptoken-en', 'model-not-allowed', 403, 'model_not_allowed'],
  ['deeptoken-en', 'ip-not-allowed', 403, 'ip_not_allowed'],
  ['deeptoken-en', 'wallet-empty', 402, 'wallet_empty'],
  ['deeptoken-en', 'budget-exceeded', 429, 'budget_exceeded'],
  ['deeptoken-en', 'no-available-channel', 503, 'no_available_channel'],
  ['deeptoken-en', 'upstream-timeout', 504, 'upstream_timeout'],
  ['openai', 'invalid-api-key', 401, 'invalid_api_key'],
  ['openai', 'model-not-found', 404, 'model_not_found'],
  ['openai', 'rate-limit-exceeded', 429, 'rate_limit_exceeded'],
  ['openai', 'insufficient-quota', 429, 'insufficient_quota'],
])('%s documents %s as %i %s', (platform, name, status, code) => {
  const entry = entryOf(platform, name);
  expect(entry).toMatchObject({ status, code });
  expect(Object.keys(entry.documented)).toEqual(expect.arrayContaining(['status', 'code']));
});

test.each([
  [
    'deeptoken',
    [
      'invalid_api_key',
      'model_not_allowed',
      'ip_not_allowed',
      'org_wallet_empty',
      'budget_limit_exceeded',
      'no_available_channel',
    ],
  ],
  [
    'deeptoken-en',
    [
      'invalid_api_key',
      'model_not_allowed',
      'ip_not_allowed',
      'wallet_empty',
      'budget_exceeded',
      'no_available_channel',
      'upstream_timeout',
    ],
  ],
])('%s claims no other code as documented', (platform, codes) => {
  const documented = named(platform).errors.filter((entry) => 'code' in entry.documented);
  expect(documented.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
});

test.each([
  ['deeptoken', ['platform_error', 'quota_error', 'upstream_error', 'user_error']],
  ['deeptoken-en', ['platform', 'quota', 'upstream', 'user']],
])('%s puts one of its four categories on every error', (platform, categories) => {
  const used = new Set<string>();
  for (const { name } of named(platform).errors) {
    const { headers, body } = answer(platform, name);
    used.add(headers['x-gateway-error-category'] ?? 'absent');
    expect(JSON.parse(body)).toMatchObject({ error: { type: headers['x-gateway-error-category'] } });
    expect(body).not.toContain('"param"');
  }
  expect([...used].toSorted()).toEqual(categories);
});

test('deeptoken puts its header on a success too, unless it is switched off', () => {
  expect(successHeaders(putInUse(named('deeptoken')))).toEqual(['X-Gateway-Error-Category', 'none']);
  expect(successHeaders(putInUse(named('deeptoken'), { 'category-on-success': 'absent' }))).toEqual([]);
  expect(successHeaders(putInUse(named('token-factory')))).toEqual([]);
});

test.each([
  [
    'token-factory',
    {
      400: 'fix',
      401: 'fix',
      403: 'fix',
      404: 'fix',
      408: 'retry-after',
      409: 'refresh-then-retry',
      422: 'fix',
      429: 'retry-after',
      500: 'retry',
      502: 'retry',
      503: 'retry-then-fall-back',
    },
  ],
  ['deeptoken', { 401: 'fix', 402: 'top-up', 403: 'fix', 500: 'retry', 502: 'never', 504: 'never' }],
  ['deeptoken-en', { 402: 'top-up', 429: 'retry-after', 504: 'never' }],
])('%s advises by status: %o', (platform, advice) => {
  const defaults = named(platform).errors.filter((entry) => entry.default && entry.status in advice);
  expect(Object.fromEntries(defaults.map((entry) => [entry.status, entry.advice]))).toEqual(advice);
});

test('token-factory: a 429 carries whole seconds of Retry-After, a raw 503 none', () => {
  expect(answer('token-factory', 'rate-limited').headers['retry-after']).toMatch(/^\d+$/);
  expect(entryOf('token-factory', 'rate-limited').documented).toHaveProperty('retryAfterMs');
});

test('token-factory: the raw 503 is 19 bytes of plain text from the proxy', () => {
  const { status, headers, body, bytes } = answer('token-factory', 'no-healthy-upstream-raw');
  expect({ status, body, bytes }).toEqual({ status: 503, body: 'no healthy upstream', bytes: 19 });
  expect(headers).toEqual({ 'content-type': 'text/plain', 'content-length': '19', server: 'envoy' });
});

test.each([
  ['401', 401],
  ['403', 403],
])('token-factory: with revoked-key %s a revoked key gets %i', (value, status) => {
  const inUse = putInUse(named('token-factory'), { 'revoked-key': value });
  expect(refusalEntry(inUse, 'revoked-key').status).toBe(status);
});

test('backoff is documented by token-factory alone: 1s doubling, ±50 %, at most 30s', () => {
  const { documented, ...backoff } = named('token-factory').backoff ?? { documented: {} };
  expect(backoff).toEqual({ firstMs: 1_000, factor: 2, jitter: 0.5, capMs: 30_000 });
  expect(Object.keys(documented).toSorted()).toEqual(['capMs', 'factor', 'firstMs', 'jitter']);
  expect([named('deeptoken').backoff, named('openai').backoff]).toEqual([null, null]);
});

test.each([
  [
    'token-factory',
    ['POST /v1/chat/completions', 'POST /v1/embeddings', 'GET /v1/models', 'POST /v1/images/generations'],
  ],
  [
    'deeptoken',
    [
      'POST /v1/chat/completions',
      'POST /v1/completions',
      'POST /v1/embeddings',
      'POST /v1/moderations',
      'POST /v1/images/generations',
      'GET /v1/models',
    ],
  ],
  ['openai', []],
])('%s documents these endpoints and no others', (platform, endpoints) => {
  const documented = named(platform).routes.filter((route) => 'path' in route.documented);
  const spelled = documented.flatMap(({ methods, path }) => methods.map((method) => `${method} ${path}`));
  expect(spelled.toSorted()).toEqual(endpoints.toSorted());
});

test('token-factory: n is accepted and ignored, temperature lies in 0 to 2', () => {
  const chat = named('token-factory').routes.find(({ name }) => name === 'chat');
  expect(chat?.honoursN).toBe(false);
  expect(chat?.parameters).not.toHaveProperty('n');
  expect(chat?.parameters['temperature']).toMatchObject({ min: 0, max: 2 });
});

test('no document gives a value of type on token-factory, nor any message anywhere', () => {
  for (const { documented } of named('token-factory').errors) expect(documented).not.toHaveProperty('type');
  for (const { errors } of platforms)
    for (const { documented } of errors) expect(documented).not.toHaveProperty('message');
});
