import {
  APIError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
} from 'openai';
import { expect, test } from 'vitest';
import type { CatalogueEntry, Platform } from '../../src/model/platform.ts';
import { findPlatform } from '../../src/platforms/find.ts';
import { platformNames } from '../../src/platforms/index.ts';
import { type Ask, asksOf } from '../helpers/clients/asks.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { failureOf, sdk } from '../helpers/clients/sdk.ts';

const platforms = await Promise.all(platformNames.map(findPlatform));
/** The classes that the SDK has for a single status. */
const classes: Readonly<Record<number, object>> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  422: UnprocessableEntityError,
  429: RateLimitError,
};

/** The class that the SDK's users catch; other statuses share one from 500 on, and have the base below. */
function classOf({ status }: CatalogueEntry): object {
  return classes[status] ?? (status >= 500 ? InternalServerError : APIError);
}

/** What the SDK reads of `error`; where the envelope has no such object it knows the status alone. */
function readBySdk(platform: Platform, entry: CatalogueEntry, { route }: Ask) {
  if (entry.raw !== null || route.surface !== 'public') return {};
  const { code, param, type, category } = entry;
  return platform.name.startsWith('deeptoken') ? { code, type: category } : { code, param, type };
}

function ask(url: string, { method, path, body }: Ask, entry: string): Promise<unknown> {
  const client = sdk(url, { baseURL: url, defaultHeaders: { 'x-entry': entry } });
  const options = body === null ? {} : { body: JSON.parse(body) };
  return failureOf(client.request({ method: method.toLowerCase() as 'get', path, ...options }));
}

test.for(platforms)(
  'the SDK gives every error of $name its class, code, type and param',
  async (platform) => {
    const rules = platform.errors.map(({ name, surfaces }) => ({
      id: name,
      when: { header: { 'x-entry': name }, surface: surfaces },
      faults: [{ error: { entry: name } }],
    }));
    const { url } = await gatewayOf({ platform: platform.name, rules });
    for (const one of asksOf(platform)) {
      const entries = platform.errors.filter(({ surfaces }) => surfaces.includes(one.route.surface));
      const failures = await Promise.all(entries.map(({ name }) => ask(url, one, name)));
      for (const [index, entry] of entries.entries()) {
        const failure = failures[index];
        const about = `${entry.name} at ${one.method} ${one.path}`;
        if (!(failure instanceof APIError)) throw new Error(`${about}: ${String(failure)}`);
        const { status, code, type, param, requestID } = failure;
        expect.soft(failure.constructor, about).toBe(classOf(entry));
        expect
          .soft({ status, code, type, param, requestID }, about)
          .toEqual({ status: entry.status, requestID: null, ...readBySdk(platform, entry, one) });
      }
    }
  },
);

test('the SDK reads the raw 503 as a text, and its code as nothing', async () => {
  const { url } = await gatewayOf({ rules: [{ faults: ['no-healthy-upstream-raw'] }] });
  const failure = await failureOf(sdk(url).models.list());
  expect(failure).toBeInstanceOf(InternalServerError);
  expect(failure).toMatchObject({ status: 503, code: undefined, message: '503 no healthy upstream' });
});

test('the SDK finds the request id of an answer that has one', async () => {
  const respond = {
    status: 529,
    headers: { 'x-request-id': 'req_1' },
    body: { error: { code: 'overloaded' } },
  };
  const { url } = await gatewayOf({ rules: [{ faults: [{ respond }] }] });
  const failure = await failureOf(sdk(url).models.list());
  expect(failure).toMatchObject({ status: 529, code: 'overloaded', requestID: 'req_1' });
});

test('the SDK gets a wrong body refused by the stub as by the platform', async () => {
  const { url } = await gatewayOf({ stub: { models: 'catalogue', keys: ['sk-oais-known-0123456789'] } });
  const known = sdk(url, { apiKey: 'sk-oais-known-0123456789' });
  const messages = [{ role: 'user' as const, content: 'hello' }];
  const model = 'Omniva/Kimi-K2.6';
  expect(await failureOf(sdk(url).models.list())).toMatchObject({ status: 401, code: 'invalid_api_key' });
  expect(await failureOf(known.chat.completions.create({ model: 'Omniva/none', messages }))).toMatchObject({
    status: 404,
    code: 'model_not_found',
    param: 'model',
  });
  expect(await failureOf(known.chat.completions.create({ model, messages, temperature: 3 }))).toMatchObject({
    status: 422,
    param: 'temperature',
  });
  expect(await failureOf(known.audio.speech.create({ model, input: 'a', voice: 'alloy' }))).toMatchObject({
    status: 404,
    code: 'endpoint_not_found',
  });
});
