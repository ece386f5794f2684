import { expect } from 'vitest';
import type { CatalogueEntry, Platform } from '../../src/model/platform.ts';
import { findPlatform } from '../../src/platforms/find.ts';
import { platformNames } from '../../src/platforms/index.ts';
import { type Ask, asksOf, curlOf } from '../helpers/clients/asks.ts';
import { curlAll, fieldOf } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { needs } from '../helpers/system.ts';

const withCurl = needs('curl');
const platforms = await Promise.all(platformNames.map(findPlatform));
/** A rule for every entry of the catalogue, chosen by a header of the request. */
function everyEntry({ name, errors }: Platform): object {
  const rules = errors.map((entry) => ({
    id: entry.name,
    when: { header: { 'x-entry': entry.name }, surface: entry.surfaces },
    faults: [{ error: { entry: entry.name } }],
  }));
  return { platform: name, rules };
}

/** Envelopes written out by hand: what is shipped is not asked how it would say it. */
const envelopes: Readonly<Record<string, (entry: CatalogueEntry, message: string) => unknown>> = {
  'token-factory public': ({ type, code, param }, message) => ({ error: { type, code, message, param } }),
  'token-factory key-management': ({ code }, error) => ({ code, error }),
  'token-factory playground': ({ code, details }, message) => ({ code, message, details }),
  'token-factory quota-and-status': ({ status, code }, message) => ({ status, code, message }),
  'deeptoken public': ({ category, code }, message) => ({ error: { message, type: category, code } }),
  'deeptoken-en public': ({ category, code }, message) => ({ error: { message, type: category, code } }),
  'openai public': ({ type, param, code }, message) => ({ error: { message, type, param, code } }),
};

function messageOf(entry: CatalogueEntry, { model, path, method }: Ask): string {
  const names: Readonly<Record<string, string | null>> = {
    ...{ model, path, method, param: entry.param },
    // sk-test-0123456789abcdef
    key: 'sk-te**********cdef',
  };
  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? 'null');
  // A part in brackets is there where all that it names is.
  return entry.message.replaceAll(/\[(.+?)\]/g, (_, part: string) =>
    filled(part).includes('null') ? '' : filled(part),
  );
}

function bodyOf(platform: Platform, entry: CatalogueEntry, ask: Ask): string {
  if (entry.raw !== null) return entry.raw.body;
  const envelope = envelopes[`${platform.name} ${ask.route.surface}`];
  return JSON.stringify(envelope?.(entry, messageOf(entry, ask)));
}

/** Names and values in the order of the wire; the date is whatever it is. */
function fieldsOf(platform: Platform, entry: CatalogueEntry, ask: Ask, body: string): [string, unknown][] {
  const waitMs = entry.retryAfterMs ?? null;
  // RFC 9110 section 15.5.6; who allows GET allows HEAD.
  const methods = ask.route.methods.join(', ').replace('GET', 'GET, HEAD');
  return [
    ['Content-Type', entry.raw === null ? 'application/json' : 'text/plain'],
    ['Content-Length', String(Buffer.byteLength(body))],
    ...(platform.name.startsWith('deeptoken')
      ? [['X-Gateway-Error-Category', entry.category] satisfies [string, unknown]]
      : []),
    ...(Object.entries(entry.headers) as [string, unknown][]),
    ...(waitMs === null ? [] : [['Retry-After', String(waitMs / 1_000)] satisfies [string, unknown]]),
    ...(entry.status === 405 ? [['Allow', methods] satisfies [string, unknown]] : []),
    ['x-badgateway-fault', entry.name],
    ['Date', expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/)],
    ['Connection', 'keep-alive'],
    ['Keep-Alive', expect.stringMatching(/^timeout=\d+$/)],
  ];
}

withCurl.for(platforms)('curl meets every error of $name on every route', async (platform) => {
  const { url } = await gatewayOf(everyEntry(platform));
  const cases = asksOf(platform).flatMap((ask) =>
    platform.errors
      .filter(({ surfaces }) => surfaces.includes(ask.route.surface))
      .map((entry) => ({ ask, entry })),
  );
  const met = new Set(cases.flatMap(({ ask, entry }) => `${entry.name} ${ask.route.surface}`));
  expect(met.size).toBe(platform.errors.reduce((sum, { surfaces }) => sum + surfaces.length, 0));

  const replies = await curlAll(cases.map(({ ask, entry }) => curlOf(url, ask, { 'X-Entry': entry.name })));
  for (const [index, { ask, entry }] of cases.entries()) {
    const reply = replies[index];
    const about = `${entry.name} at ${ask.method} ${ask.path}`;
    const body = bodyOf(platform, entry, ask);
    expect.soft(reply?.exit, about).toBe(0);
    expect.soft(reply?.status, about).toBe(entry.status);
    expect.soft(reply?.body.toString(), about).toBe(body);
    expect.soft(reply?.headers, about).toEqual(fieldsOf(platform, entry, ask, body));
  }
});

withCurl('a label that is hidden leaves nothing of ours on the wire', async () => {
  const [platform] = platforms;
  if (platform === undefined) throw new Error('no platform');
  const { url } = await gatewayOf(everyEntry(platform), { labels: 'hidden' });
  const replies = await curlAll(
    platform.errors.flatMap(({ name }) =>
      asksOf(platform).map((ask) => curlOf(url, ask, { 'X-Entry': name })),
    ),
  );
  const names = new Set(replies.flatMap(({ headers }) => headers.map(([name]) => name.toLowerCase())));
  expect([...names].toSorted()).toEqual(
    [
      'allow',
      'connection',
      'content-length',
      'content-type',
      'date',
      'keep-alive',
      'retry-after',
      'server',
    ].toSorted(),
  );
});

const category = 'X-Gateway-Error-Category';

/** Whatever DeepToken answers: well, streamed, refused at the door, unknown. */
async function everyAnswer(platform: Platform, url: string) {
  const plain = asksOf(platform).map((ask) => curlOf(url, ask));
  const [chat] = plain;
  const stream = plain.filter((_, index) => asksOf(platform)[index]?.route.streams);
  const streamed = stream.map((request) => ({
    ...request,
    body: `${request.body?.slice(0, -1)},"stream":true}`,
  }));
  const refused = [
    ...plain.map(({ headers: { Authorization: _, ...headers } = {}, ...request }) => ({
      ...request,
      headers,
    })),
    ...plain.map((request) => ({ ...request, method: 'PUT' })),
    { ...chat, url: `${url}/v1/nowhere` },
    { ...chat, url: `${url}/v1/chat/completions`, body: '{' },
    { ...chat, url: `${url}/v1/chat/completions`, body: '{}' },
  ];
  return { well: await curlAll([...plain, ...streamed]), refused: await curlAll(refused) };
}

withCurl.for(['deeptoken', 'deeptoken-en'])('%s puts its category on every answer', async (name) => {
  const platform = await findPlatform(name);
  const { url } = await gatewayOf({ platform: name });
  const { well, refused } = await everyAnswer(platform, url);
  expect(new Set(well.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(well.map((reply) => fieldOf(reply, category)))).toEqual(new Set(['none']));
  expect(
    well.filter((reply) => fieldOf(reply, 'content-type')?.startsWith('text/event-stream')),
  ).toHaveLength(2);
  expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([400, 401, 404, 405]));
  const user = name === 'deeptoken' ? 'user_error' : 'user';
  expect(new Set(refused.map((reply) => fieldOf(reply, category)))).toEqual(new Set([user]));
});

withCurl.for(['deeptoken', 'deeptoken-en'])('%s: the category on a success can be left out', async (name) => {
  const platform = await findPlatform(name);
  const settings = { 'category-on-success': 'absent' };
  const { url } = await gatewayOf({ platform: { name, settings } });
  const { well, refused } = await everyAnswer(platform, url);
  expect(new Set(well.map((reply) => fieldOf(reply, category)))).toEqual(new Set([undefined]));
  expect(new Set(refused.map((reply) => fieldOf(reply, category))).has(undefined)).toBe(false);
});
