import { expect, test } from 'vitest';
import { strayKeyOf } from '../../../src/secrets/stray-key.ts';

const key = 'sk-test-0123456789abcdef';

const asked = (query: string, sent?: unknown, presented: string | null = key) => ({
  query,
  key: presented,
  body: sent === undefined ? null : Buffer.from(JSON.stringify(sent)),
  json: sent,
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
  ['a word that means much else', asked('', { key: 'abc', token: 'abc' }), null],
  ['a body that is no object', asked('', 'abc'), null],
  ['both: the query is worse', asked('?key=abc', { api_key: 'abc' }), 'query'],
] as const)('%s', (_, given, expected) => {
  expect(strayKeyOf(given)).toBe(expected);
});
