import { expect, test } from 'vitest';
import type { Platform } from '../../../src/model/platform.ts';
import { promptOf } from '../../../src/request/prompt.ts';
import { createRouter } from '../../../src/request/routes.ts';
import { parseTarget } from '../../../src/request/target.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { identified } from './identified.ts';

const inUse = platformInUse();
const route = createRouter(inUse.platform);

test.each([
  ['/v1/models', null, '', '/v1/models', ''],
  ['/v1/models?a=/@x/y', null, '', '/v1/models', '?a=/@x/y'],
  ['/', null, '', '/', ''],
  ['/?', null, '', '/', '?'],
  ['/@name/v1/models', 'name', '', '/v1/models', ''],
  ['/@name.label/v1/models?x=1', 'name', 'label', '/v1/models', '?x=1'],
  ['/@na-me_2.la-bel_3/v1', 'na-me_2', 'la-bel_3', '/v1', ''],
  ['/@name', 'name', '', '/', ''],
  ['/@name/', 'name', '', '/', ''],
  ['/@name?x', 'name', '', '/', '?x'],
  ['/@name.label?x', 'name', 'label', '/', '?x'],
  ['/@name//v1', 'name', '', '//v1', ''],
  ['/@name/@other/v1', 'name', '', '/@other/v1', ''],
  // No name, no prefix: the platform answers that it has no such endpoint.
  // A malformed scenario prefix is an unknown scenario, not a path of the default scenario.
  ['/@', '', '', '/', ''],
  ['/@-name/v1', '-name', '', '/v1', ''],
  ['/@na me/v1', 'na me', '', '/v1', ''],
  ['/@name./v1', 'name.', '', '/v1', ''],
  ['/v1/@name/x', null, '', '/v1/@name/x', ''],
  [`/@name.${'l'.repeat(64)}/v1`, 'name', 'l'.repeat(64), '/v1', ''],
  [`/@name.${'l'.repeat(65)}/v1`, `name.${'l'.repeat(65)}`, '', '/v1', ''],
  ['http://host:1/@name/v1?x=1', 'name', '', '/v1', '?x=1'],
  ['HTTPS://host', null, '', '/', ''],
])('the target %s', (url, scenario, label, path, query) => {
  expect(parseTarget(url)).toEqual({ scenario, label, path, query });
});

test.each([
  ['/v1/chat/completions', 'chat', 'public', {}],
  ['/api/keys', 'keys', 'key-management', {}],
  ['/api/keys/key_1', 'key', 'key-management', { id: 'key_1' }],
  ['/api/keys/key_1/rotate', 'key-rotation', 'key-management', { id: 'key_1' }],
  ['/api/keys/a/b', null, 'key-management', {}],
  ['/api/keys/', null, 'key-management', {}],
  ['/v1/chat/completions/', null, 'public', {}],
  ['/v1/unknown', null, 'public', {}],
  ['/api/playground/unknown', null, 'playground', {}],
  ['/elsewhere', null, 'public', {}],
])('the path %s', (path, name, surface, segments) => {
  const match = route(path);
  expect([match.route?.name ?? null, match.surface, { ...match.segments }]).toEqual([
    name,
    surface,
    segments,
  ]);
});

test('a path with characters that are special elsewhere is only itself', () => {
  const [chat] = inUse.platform.routes;
  if (chat === undefined) throw new Error('no route');
  const odd: Platform = { ...inUse.platform, routes: [{ ...chat, name: 'odd', path: '/v1/a.b+(c)/{id}' }] };
  const find = createRouter(odd);
  expect(find('/v1/a.b+(c)/1').route?.name).toBe('odd');
  expect(find('/v1/aXb+(c)/1').route).toBeNull();
});

test.each<[unknown, string | null]>([
  [
    {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
      ],
    },
    'a',
  ],
  [
    {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'user', content: 'b' },
      ],
    },
    'b',
  ],
  [
    {
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'image_url' }, { text: 'b' }] },
      ],
    },
    'ab',
  ],
  [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, null],
  [{ messages: [{ role: 'system', content: 'a' }] }, null],
  [{ messages: [], prompt: 'p' }, null],
  [{ messages: [null, 7, { role: 'user' }] }, null],
  [{ prompt: 'p', input: 'i' }, 'p'],
  [{ input: 'i' }, 'i'],
  [{ input: 7 }, null],
  [null, null],
  [undefined, null],
])('the prompt of %j', (json, prompt) => {
  expect(promptOf(json)).toBe(prompt);
});

test.each([
  ['Bearer sk-1', 'sk-1'],
  ['bearer sk-1', 'sk-1'],
  ['Bearer   sk-1 ', 'sk-1'],
  ['Bearer', ''],
  ['Basic dTpw', 'Basic dTpw'],
  ['sk-1', 'sk-1'],
])('the key of %j', (authorization, key) => {
  expect(identified(inUse, { headers: { authorization } }).key).toBe(key);
});

test('without a credential there is no key', () => {
  expect(identified(inUse, { headers: { authorization: '' } }).key).toBeNull();
});

test('what a body says is read from a whole body, and what is at its top from a part', () => {
  const body = { model: 'm', stream: true, messages: [{ role: 'user', content: 'p' }] };
  const { model, stream, prompt, json } = identified(inUse, { body });
  expect([model, stream, prompt, json]).toEqual(['m', true, 'p', body]);
  const half = identified(inUse, { body, facts: { bodyExtent: 'prefix' } });
  expect([half.model, half.stream, half.prompt, half.json]).toEqual(['m', true, null, undefined]);
  expect(half.unseen?.why).toBe('larger');
  expect(half.body?.toString()).toBe(JSON.stringify(body));
  const unread = identified(inUse, { body, facts: { bodyExtent: 'unread' } });
  expect([unread.model, unread.body, unread.bodyExtent]).toEqual([null, null, 'unread']);
});

test.each<[unknown, string | null, boolean]>([
  [{ model: 7, stream: 'true' }, null, false],
  [{ model: '', stream: 1 }, '', false],
  [[], null, false],
  ['{"model":', null, false],
  ['null', null, false],
])('a body that says %j', (body, model, stream) => {
  const facts = identified(inUse, { body });
  expect([facts.model, facts.stream]).toEqual([model, stream]);
});

const fingerprint = (sent: Parameters<typeof identified>[1]) => identified(inUse, sent).fingerprint;

test('F is method, path, query and body, and nothing else', () => {
  const one = fingerprint({ body: { n: 1 } });
  expect(fingerprint({ body: { n: 1 }, headers: { authorization: 'Bearer other', 'user-agent': 'x' } })).toBe(
    one,
  );
  expect(fingerprint({ body: { n: 1 }, path: '/@name.label/v1/chat/completions' })).toBe(one);
  const others = [
    { body: { n: 2 } },
    { body: { n: 1 }, method: 'PUT' },
    { body: { n: 1 }, path: '/v1/embeddings' },
    { body: { n: 1 }, path: '/v1/chat/completions?x=1' },
    {},
  ].map(fingerprint);
  expect(new Set([one, ...others]).size).toBe(6);
});

test('F is what a client calls it', () => {
  const one = fingerprint({ body: { n: 1 }, headers: { 'x-badgateway-call': 'c' } });
  expect(fingerprint({ method: 'GET', path: '/v1/models', headers: { 'x-badgateway-call': 'c' } })).toBe(one);
  expect(fingerprint({ body: { n: 1 }, headers: { 'x-badgateway-call': 'd' } })).not.toBe(one);
});

test('F is made of the first 4 MiB', () => {
  const bytes = Buffer.alloc(4 * 1_048_576, 'a');
  const one = fingerprint({ body: bytes });
  expect(fingerprint({ body: Buffer.concat([bytes, Buffer.from('b')]) })).toBe(one);
  expect(
    fingerprint({ body: Buffer.concat([bytes, Buffer.from('c')]), facts: { bodyExtent: 'prefix' } }),
  ).toBe(one);
  bytes[bytes.length - 1] = 0;
  expect(fingerprint({ body: bytes })).not.toBe(one);
  expect(fingerprint({ body: bytes.subarray(1) })).not.toBe(one);
});

test('the call is asked for once, and only when somebody wants to know', () => {
  const facts = identified(inUse, {
    facts: { call: { call: 7, attempt: 2, signals: ['body'], certainty: 'certain' } },
  });
  expect(facts.call).toBe(facts.call);
  expect(facts.call.call).toBe(7);
});
