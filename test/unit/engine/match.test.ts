import { expect, test } from 'vitest';
import { connectionMatcher, requestMatcher } from '../../../src/engine/match.ts';
import type { ConnectionFacts, RequestFacts } from '../../../src/model/facts.ts';
import type { When } from '../../../src/model/scenario.ts';
import { connectionFacts, requestFacts, type Sent } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUse = platformInUse();

function matches(when: When, sent: Sent = {}): boolean {
  return requestMatcher(when).matches(requestFacts(inUse, sent));
}

const facts = (given: Partial<RequestFacts>): Sent => ({ facts: given });
const connection = (given: Partial<ConnectionFacts>): Sent =>
  facts({ connection: { ...connectionFacts, ...given } });
const attempt = (n: number): Sent =>
  facts({ call: { call: 1, attempt: n, signals: [], certainty: 'certain' } });
const header = (value: string | string[] | undefined): Sent => ({ headers: { 'x-a': value } });
const body = (value: unknown): Sent => ({ body: value });

type Row = readonly [when: When, sent: Sent, matches: boolean];

test.each<Row>([
  [{ surface: ['public'] }, {}, true],
  [{ surface: ['public'] }, { path: '/api/keys' }, false],
  [{ surface: ['key-*'] }, { path: '/api/keys' }, true],
  [{ route: ['chat'] }, {}, true],
  [{ route: ['embeddings'] }, {}, false],
  [{ route: ['embeddings', 'chat'] }, {}, true],
  [{ route: ['*'] }, { path: '/v1/unknown' }, false],
  [{ method: ['POST'] }, {}, true],
  [{ method: ['POST'] }, { method: 'GET' }, false],
  [{ method: ['P*'] }, { method: 'PUT' }, true],
  [{ path: ['/v1/chat/completions'] }, { path: '/v1/chat/completions?x=1' }, true],
  [{ path: ['/v1/*'] }, {}, true],
  [{ path: ['/v1'] }, {}, false],
  [{ path: ['/v1/?hat/completions'] }, {}, true],
  [{ model: ['m'] }, body({ model: 'm' }), true],
  [{ model: ['m'] }, body({ model: 'M' }), false],
  [{ model: ['Omniva/*'] }, body({ model: 'Omniva/a/b' }), true],
  [{ model: ['*'] }, body({ model: 'a/b' }), true],
  [{ model: ['*'] }, body({}), false],
  [{ model: ['a.c'] }, body({ model: 'abc' }), false],
  [{ model: ['a', 'b*'] }, body({ model: 'bcd' }), true],
  [{ key: ['sk-a*'] }, facts({ key: 'sk-abc' }), true],
  [{ key: ['sk-a*'] }, facts({ key: null }), false],
  [{ client: ['OpenAI/*'] }, facts({ client: 'OpenAI/JS 6' }), true],
  [{ client: ['*'] }, facts({ client: null }), false],
  [{ idle: [{ from: 1_000, to: 5_000 }] }, facts({ idleMs: 1_000 }), true],
  [{ idle: [{ from: 1_000, to: 5_000 }] }, facts({ idleMs: 5_001 }), false],
  [{ idle: [{ from: 0, to: Number.POSITIVE_INFINITY }] }, facts({ idleMs: 0 }), true],
  [{ idle: [{ from: 0, to: Number.POSITIVE_INFINITY }] }, facts({ idleMs: null }), false],
  [{ prompt: ['*weather*'] }, facts({ prompt: 'the\nweather\nhere' }), true],
  [{ prompt: ['*'] }, facts({ prompt: null }), false],
  [{ stream: true }, body({ stream: true }), true],
  [{ stream: true }, {}, false],
  [{ stream: false }, {}, true],
  [{ stream: false }, body({ stream: true }), false],
])('when %j, sent %j: %s', (when, sent, expected) => {
  expect(matches(when, sent)).toBe(expected);
});

test.each<Row>([
  [{ header: { 'x-a': ['1'] } }, header('1'), true],
  [{ header: { 'x-a': ['1'] } }, header('2'), false],
  [{ header: { 'x-a': ['1', '2*'] } }, header('23'), true],
  [{ header: { 'x-a': ['*'] } }, header(undefined), false],
  [{ header: { 'x-a': ['*'] } }, header(''), true],
  [{ header: { 'x-a': [''] } }, header(''), true],
  [{ header: { 'x-a': ['2'] } }, header(['1', '2']), true],
  [{ header: { 'x-a': ['3'] } }, header(['1', '2']), false],
  [{ header: { 'x-a': ['*'] } }, header([]), false],
  [{ header: { 'x-a': ['1'], 'x-b': ['2'] } }, header('1'), false],
  [{ header: { 'x-a': ['1'], 'x-b': ['2'] } }, { headers: { 'x-a': '1', 'x-b': '2' } }, true],
])('when %j, sent %j: %s', (when, sent, expected) => {
  expect(matches(when, sent)).toBe(expected);
});

const at = (query: string): Sent => ({ method: 'GET', path: `/v1/models${query}` });

test.each<Row>([
  [{ query: { after: ['a*'] } }, at('?limit=2&after=abc'), true],
  [{ query: { after: ['a*'] } }, at('?after=b'), false],
  [{ query: { after: ['*'] } }, at(''), false],
  [{ query: { after: ['*'] } }, at('?after'), true],
  [{ query: { 'a b': ['c d'] } }, at('?a+b=c%20d'), true],
  [{ query: { id: ['2'] } }, at('?id=1&id=2'), true],
  [{ query: { id: ['1'], after: ['x'] } }, at('?id=1'), false],
  [{ header: { 'x-a': ['two'] } }, header('one, two'), true],
  [{ header: { 'x-a': ['one, two'] } }, header('one, two'), true],
  [{ header: { 'x-a': ['t?o'] } }, header(['one', 'two']), true],
  [{ header: { 'x-a': ['three'] } }, header('one, two'), false],
])('when %j, sent %j: %s', (when, sent, expected) => {
  expect(matches(when, sent)).toBe(expected);
});

test('a secret of the query is not said', () => {
  const says = requestMatcher({ query: { after: ['a'], api_key: ['sk-1'] } }).says;
  expect(says).toBe('query after is a and query api_key is as given');
});

const nested = { a: [{ 'b/c': 'deep' }, 2], 'm~n': null, t: true, n: 1, s: '1', '': 'empty', o: {} };

test.each<Row>([
  [{ body: { '/a/0/b~1c': ['de*'] } }, body(nested), true],
  [{ body: { '/a/0/b/c': ['deep'] } }, body(nested), false],
  [{ body: { '/m~0n': [null] } }, body(nested), true],
  [{ body: { '/m~1n': [null] } }, body(nested), false],
  [{ body: { '/~01': [1] } }, body({ '~1': 1 }), true],
  [{ body: { '/a/1': [2] } }, body(nested), true],
  [{ body: { '/a/01': [2] } }, body(nested), false],
  [{ body: { '/a/2': [null] } }, body(nested), false],
  [{ body: { '/t': [true] } }, body(nested), true],
  [{ body: { '/t': ['true'] } }, body(nested), false],
  [{ body: { '/n': [1] } }, body(nested), true],
  [{ body: { '/n': ['1'] } }, body(nested), false],
  [{ body: { '/s': [1] } }, body(nested), false],
  [{ body: { '/s': [1, '1'] } }, body(nested), true],
  [{ body: { '/': ['empty'] } }, body(nested), true],
  [{ body: { '/o': ['*'] } }, body(nested), false],
  [{ body: { '/gone': [null] } }, body(nested), false],
  [{ body: { '/toString': ['*'] } }, body(nested), false],
  [{ body: { '': ['x'] } }, body('"x"'), true],
  [{ body: { '/n': [1], '/t': [false] } }, body(nested), false],
  [{ body: { '/n': [1] } }, body('no JSON'), false],
  [{ body: { '/n': [null] } }, {}, false],
])('when %j, sent %j: %s', (when, sent, expected) => {
  expect(matches(when, sent)).toBe(expected);
});

const open = Number.POSITIVE_INFINITY;

test.each<Row>([
  [{ attempt: [{ from: 1, to: 1 }] }, attempt(1), true],
  [{ attempt: [{ from: 1, to: 1 }] }, attempt(2), false],
  [{ attempt: [{ from: 2, to: 4 }] }, attempt(1), false],
  [{ attempt: [{ from: 2, to: 4 }] }, attempt(2), true],
  [{ attempt: [{ from: 2, to: 4 }] }, attempt(4), true],
  [{ attempt: [{ from: 2, to: 4 }] }, attempt(5), false],
  [{ attempt: [{ from: 4, to: open }] }, attempt(1_000), true],
  [
    {
      attempt: [
        { from: 1, to: 1 },
        { from: 3, to: 3 },
      ],
    },
    attempt(3),
    true,
  ],
  [{ tls: true }, connection({ tls: true }), true],
  [{ tls: true }, connection({ tls: null }), false],
  [{ tls: false }, connection({ tls: null }), false],
  [{ sni: ['*.example'] }, connection({ sni: 'a.example' }), true],
  [{ sni: ['*'] }, connection({ sni: null }), false],
  [{ alpn: ['h2'] }, connection({ alpn: ['http/1.1', 'h2'] }), true],
  [{ alpn: ['h2'] }, connection({ alpn: [] }), false],
  [{ address: ['10.*'] }, connection({ address: '10.1.2.3' }), true],
  [{ connection: [{ from: 2, to: 3 }] }, connection({ connection: 3 }), true],
  [{ connection: [{ from: 2, to: 3 }] }, connection({ connection: 1 }), false],
])('when %j, sent %j: %s', (when, sent, expected) => {
  expect(matches(when, sent)).toBe(expected);
});

test('all keys must hold', () => {
  const when: When = { route: ['chat'], model: ['m'], stream: true };
  expect(matches(when, body({ model: 'm', stream: true }))).toBe(true);
  expect(matches(when, body({ model: 'm' }))).toBe(false);
  expect(matches(when, body({ model: 'n', stream: true }))).toBe(false);
  expect(matches(when, { path: '/v1/embeddings', body: { model: 'm', stream: true } })).toBe(false);
});

const hidden = (members: Record<string, unknown> | null): Sent =>
  facts({
    ...{ json: undefined, members, model: (members?.['model'] as string | undefined) ?? null },
    ...{ prompt: null, stream: members?.['stream'] === true, unseen: { why: 'larger', says: 'too large' } },
  });

test.each<readonly [When, Sent, matches: boolean, unknown: string | null]>([
  [{ model: ['*'] }, hidden(null), false, 'too large'],
  [{ model: ['m'] }, hidden({ model: 'm' }), true, null],
  [{ model: ['n'] }, hidden({ model: 'm' }), false, null],
  [{ stream: false }, hidden({ model: 'm' }), false, 'too large'],
  [{ stream: true }, hidden({ stream: true }), true, null],
  [{ stream: false }, hidden({ stream: true }), false, null],
  [{ prompt: ['*'] }, hidden({ model: 'm' }), false, 'too large'],
  [{ body: { '/user': ['u'] } }, hidden({ user: 'u' }), true, null],
  [{ body: { '/user': ['u'] } }, hidden({}), false, 'too large'],
  [{ body: { '/metadata/id': ['u'] } }, hidden({ user: 'u' }), false, 'too large'],
  [{ model: ['*'], method: ['GET'] }, hidden(null), false, null],
  [{ method: ['POST'] }, hidden(null), true, null],
  [{ model: ['n'] }, body({ model: 'm' }), false, null],
])('what could not be looked at is not "no": when %j, %j', (when, sent, met, unknown) => {
  const matcher = requestMatcher(when);
  const asked = requestFacts(inUse, sent);
  expect([matcher.matches(asked), matcher.unknown(asked)]).toEqual([met, unknown]);
});

test('without when: every known route, and no unknown endpoint', () => {
  expect(matches({}, {})).toBe(true);
  expect(matches({}, { path: '/api/keys' })).toBe(true);
  expect(matches({}, { path: '/v1/unknown' })).toBe(false);
});

test('in front of an upstream, without when: every request', () => {
  const { matches: met, says } = requestMatcher({}, [], 'every request');
  expect(met(requestFacts(inUse, { path: '/v1/unknown' }))).toBe(true);
  expect(says).toBe('every request');
});

test('an unknown endpoint can be asked for by its path', () => {
  expect(matches({ path: ['/v1/unknown'] }, { path: '/v1/unknown' })).toBe(true);
});

test.each<readonly [When, Partial<ConnectionFacts>, boolean]>([
  [{}, {}, true],
  [{ address: ['127.*'] }, {}, true],
  [{ address: ['10.*'] }, {}, false],
  [{ connection: [{ from: 1, to: 1 }], tls: false }, {}, true],
  [{ connection: [{ from: 1, to: 1 }], tls: true }, {}, false],
])('a connection when %j: %s', (when, given, expected) => {
  expect(connectionMatcher(when).matches({ ...connectionFacts, ...given })).toBe(expected);
});

test('says what it asks for, and never which key', () => {
  const when: When = {
    key: ['sk-secret'],
    route: ['chat', 'embeddings'],
    stream: true,
    header: { 'x-a': ['1'] },
    body: { '/n': [1, 'x'] },
    attempt: [
      { from: 1, to: 1 },
      { from: 2, to: 4 },
      { from: 6, to: open },
    ],
  };
  expect(requestMatcher(when).says).toBe(
    'key is as given and route is chat or embeddings and stream is true and header x-a is 1 ' +
      'and body /n is 1 or "x" and attempt is 1 or 2 to 4 or 6 or later',
  );
  expect(requestMatcher({}).says).toBe('every known route');
  expect(connectionMatcher({}).says).toBe('every connection');
});
