import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createAttempts } from '../../../src/request/attempts.ts';
import { canonicalQuery } from '../../../src/request/canonical-query.ts';
import { requestFacts, type Sent, someTime } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { identified } from './identified.ts';

const inUse = platformInUse();

const queryOf = (query: string, ignored: readonly string[] = []) => canonicalQuery({ query, ignored });

test.each([
  ['', ''],
  ['?', ''],
  ['?b=2&a=1', '?a=1&b=2'],
  ['?after=b', '?after=b'],
  ['?id=2&id=1', '?id=2&id=1'],
  ['?a=1&&b', '?a=1&b'],
  ['?_=1772366400000&a=1', '?a=1'],
  ['?a=1&cache_bust=x', '?a=1'],
  ['?ts=1772366400&a=1', '?a=1'],
  ['?t=2', '?t=2'],
  ['?api-key=sk-1&a=1', '?a=1'],
  ['?%61=1', '?%61=1'],
  ['?%', '?%'],
])('the query %s says %s', (query, expected) => {
  expect(queryOf(query)).toBe(expected);
});

test('a parameter that the scenario ignores says nothing', () => {
  expect(queryOf('?run=1&a=1', ['?run', '/a'])).toBe('?a=1');
});

const fingerprintOf = (sent: Sent, ignored: readonly string[] = []) =>
  identified(inUse, { ...sent, facts: { ...sent.facts, ignored } }).fingerprint;

const form = (boundary: string): Sent => ({
  headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  body: `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--${boundary}--\r\n`,
});
const coded = (text: string, level: number): Sent => ({
  headers: { 'content-encoding': 'gzip' },
  body: gzipSync(text, { level }),
});
/** 2^53 without its last digit. */
const big = '900719925474099';
const stamped = (ts: number): Sent => ({ body: { model: 'a', metadata: { ts, id: 7 }, list: [ts, 1] } });

test.each<[string, Sent, Sent, string[]]>([
  [
    'members in another order',
    { body: { a: 1, b: { c: 2, d: 3 } } },
    { body: '{"b":{"d":3,"c":2},"a":1}' },
    [],
  ],
  ['other blanks between members', { body: '{"a":1}' }, { body: '{ "a" : 1 }\n' }, []],
  ['a form with another boundary', form('one'), form('two'), []],
  ['a body compressed otherwise', coded('{"a":1}', 1), coded('{ "a": 1 }', 9), []],
  ['parameters in another order', { path: '/v1/models?a=1&b=2' }, { path: '/v1/models?b=2&a=1' }, []],
  ['what the scenario ignores', stamped(1), stamped(2), ['/metadata/ts', '/list/0', '/none/at/all']],
])('%s: the same draw', (_, one, other, ignored) => {
  expect(fingerprintOf(one, ignored)).toBe(fingerprintOf(other, ignored));
});

test.each<[string, Sent, Sent]>([
  ['an integer that rounds to the same', { body: `{"id":${big}3}` }, { body: `{"id":${big}2}` }],
  ['an integer, and its digits', { body: `{"id":${big}3}` }, { body: `{"id":"${big}3"}` }],
  ['another page', { path: '/v1/models?after=a' }, { path: '/v1/models?after=b' }],
  ['blanks in a text', { body: { input: 'a b' } }, { body: { input: 'ab' } }],
  ['another model', { body: { model: 'a' } }, { body: { model: 'b' } }],
  ['a list in another order', { body: { list: [1, 2] } }, { body: { list: [2, 1] } }],
  ['another form', form('one'), { ...form('one'), body: 'else' }],
  ['another time', stamped(1), stamped(2)],
])('%s: another draw', (_, one, other) => {
  expect(fingerprintOf(one)).not.toBe(fingerprintOf(other));
});

test.each([`${big}3`, `-${big}3`])(
  'members around the integer %s in another order: the same draw',
  (integer) => {
    const one = { body: `{"a":{"id":${integer},"n":1},"b":[${integer}]}` };
    expect(fingerprintOf(one)).toBe(
      fingerprintOf({ body: `{"b":[ ${integer} ],"a":{"n":1,"id":${integer}}}` }),
    );
  },
);

const upload = (at: number, count: number, later: number, path = '/v1/audio/transcriptions'): Sent => ({
  path,
  body: `made at ${at}`,
  headers: { 'x-stainless-retry-count': String(count) },
  facts: { at: someTime + later, client: 'OpenAI/JS 6' },
});

/** `1.2 likely`: what the second request becomes, where the SDK of the first retries from 500 ms on. */
function afterUpload(now: Sent): string {
  const attempts = createAttempts();
  const first = attempts.arrive(requestFacts(inUse, upload(0, 0, 0)));
  attempts.ended(first, { outcome: 'failed', knownAt: someTime, retriedFrom: someTime + 500 });
  const { call, attempt, certainty } = attempts.arrive(requestFacts(inUse, now));
  return `${call}.${attempt} ${certainty}`;
}

test.each<[string, Sent, string]>([
  ['a retry whose bytes differ', upload(1, 1, 600), '1.2 likely'],
  ['it comes sooner than the SDK retries', upload(1, 1, 400), '2.1 certain'],
  ['the count does not follow', upload(1, 2, 600), '2.1 certain'],
  ['a count of 0', upload(1, 0, 600), '2.1 certain'],
  ['another route', upload(1, 1, 600, '/v1/files'), '2.1 certain'],
  ['much later', upload(1, 1, 200_000), '2.1 certain'],
])('an SDK that counts its retries: %s', (_, now, expected) => {
  expect(afterUpload(now)).toBe(expected);
});
