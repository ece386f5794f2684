import { expect, test } from 'vitest';
import { strayKeyOf } from '../../../src/secrets/stray-key.ts';

const key = 'sk-test-0123456789abcdef';

const asked = (query: string, sent?: unknown, presented: string | null = key) => ({
  query,
  key: presented,
  body: sent === undefined ? null : Buffer.from(JSON.stringify(sent)),
  json: sent,
  headers: {},
});

const plain = 'no-form-of-a-key-7';
const jwt = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.eyJhIjoxfQ.c2ln`;

const sent = (headers: Readonly<Record<string, string>>) => ({
  ...asked(''),
  headers: { authorization: `Bearer ${key}`, ...headers },
});

const short = (headers: Readonly<Record<string, string>>) => ({
  ...asked('', undefined, 'sk-any'),
  headers: { authorization: 'Bearer sk-any', ...headers },
});

test.each([
  ['no query and no body', asked(''), null],
  ['a key in the query', asked('?api_key=abc'), 'query'],
  ['in any case', asked('?API-Key=abc'), 'query'],
  ['an empty one', asked('?api_key='), null],
  ['another parameter', asked('?page=2'), null],
  ['a key field in the body', asked('', { api_key: 'abc' }), 'body'],
  ['an empty field', asked('', { api_key: '' }), null],
  ['a field that is no text', asked('', { api_key: 7 }), null],
  ['the very key somewhere in the body', asked('', { metadata: { note: `uses ${key}` } }), 'body'],
  ['a key too short to be sure', asked('', { note: 'abcdefghijk' }, 'abcdefghijk'), null],
  ['a key just long enough', asked('', { note: 'abcdefghijkl' }, 'abcdefghijkl'), 'body'],
  ['a short key with a prefix under any name in the query', asked('?k=sk-any', undefined, 'sk-any'), 'query'],
  ['a short key with a prefix in a prompt', asked('', { prompt: 'it is "dtk_any".' }, 'dtk_any'), 'body'],
  ['a longer word that begins with it', asked('', { prompt: 'sk-anything' }, 'sk-any'), null],
  ['a longer word that ends with it, and the key', asked('', { a: 'ask-any sk-any' }, 'sk-any'), 'body'],
  ['a short key that is a word', asked('?env=staging&who=no-key', { note: 'no-key' }, 'no-key'), null],
  ['a word that means much else', asked('', { key: 'abc', token: 'abc' }), null],
  ['a body that is no object', asked('', 'abc'), null],
  ['client_secret in the body', asked('', { client_secret: 'abc' }), 'body'],
  ['x-api-key in the body', asked('', { 'x-api-key': 'abc' }), 'body'],
  ['a key under any name in the query', asked('?k=sk-other-0123456789'), 'query'],
  ['a JWT under any name in the query', asked(`?k=${jwt}`), 'query'],
  ['the very key under any name in the query', asked(`?k=${plain}`, undefined, plain), 'query'],
  ['a key under any name in the body', asked('', { user: 'sk-other-0123456789' }), 'body'],
  ['words that begin like a key', asked('?topic=sk-what-is-new-in-it'), null],
  ['what a signed URL carries', asked('?X-Amz-Signature=abc&X-Amz-Credential=def'), null],
  [
    'a code and a token that a prompt speaks of',
    asked('', { prompt: 'the code of a token', code: 'x' }),
    null,
  ],
  ['a key in the URL of the page', sent({ referer: 'https://app.example/?api_key=abc' }), 'referer'],
  ['the very key there', sent({ referer: `https://app.example/${key}` }), 'referer'],
  ['a word of the page that means much else', sent({ referer: 'https://app.example/?token=abc' }), null],
  ['a key in a cookie', sent({ cookie: `a=b; k=${key}` }), 'cookie'],
  ['a cookie of that name', sent({ cookie: 'access_token=abc' }), 'cookie'],
  ['a short key with a prefix in a cookie', short({ cookie: 'session=sk-any' }), 'cookie'],
  [
    'a short key with a prefix in the URL of the page',
    short({ referer: 'https://a.example/?key=sk-any' }),
    'referer',
  ],
  ['a short key with a prefix in another header', short({ 'x-debug': 'sk-any' }), 'header'],
  ['a session in a cookie', sent({ cookie: `session=${jwt}` }), null],
  ['the key in another header', sent({ 'x-debug': `used ${key}` }), 'header'],
  ['some key in another header', sent({ 'x-user': 'sk-other-0123456789' }), 'header'],
  ['a header that is made for keys', sent({ 'api-key': key, 'x-goog-api-key': key }), null],
  ['a header of the platform for keys', sent({ 'x-team': key }), null],
  ['both: the query is worse', asked('?key=abc', { api_key: 'abc' }), 'query'],
] as const)('%s', (_, given, expected) => {
  expect(strayKeyOf(given, ['authorization', 'x-team'])).toBe(expected);
});
