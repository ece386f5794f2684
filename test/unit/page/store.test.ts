import { expect, test } from 'vitest';
import { noFilter } from '../../../src/page/filter.ts';
import { metOf, rowOf } from '../../../src/page/row.ts';
import { maxRows, Store } from '../../../src/page/store.ts';
import { requestEntry } from './rows.ts';

const fired = (rule: string) => ({ rule, outcome: 'fired', because: 'always', faults: ['error'] }) as const;

test.each<[string, Parameters<typeof requestEntry>[0]]>([
  ['answered', {}],
  [
    '429 rate-limited, Retry-After: 5',
    { played: { status: 429, error: 'rate-limited', headers: ['Retry-After', '5'] } },
  ],
  ['502', { played: { status: 502 } }],
  ['silence until the connection was ended', { played: { status: null, headAt: null, ending: 'hung' } }],
  ['silence, which the client left', { played: { status: null, headAt: null, ending: 'client-left' } }],
  ['an answer that the client left', { played: { ending: 'client-left' } }],
  ['a connection that broke before the answer', { played: { headAt: null, ending: 'severed' } }],
  ['an answer whose connection broke', { played: { ending: 'upstream-died' } }],
  ['an answer that broke and looked whole', { played: { ending: 'damaged' } }],
])('%s', (says, changes) => {
  expect(metOf(requestEntry(changes))).toBe(says);
});

test('connections are attempts where something was done to them', () => {
  const base = { id: 1, at: 1, connection: 7, address: '127.0.0.1', rules: [] } as const;
  expect(rowOf({ ...base, kind: 'connection', welcome: 'serve' })).toBeNull();
  expect(rowOf({ ...base, kind: 'connection', welcome: 'reset' })).toMatchObject({
    ...{ met: 'a connection with reset', attempt: 'connection 7', run: null },
  });
  const opening = {
    tunnel: null,
    tls: true,
    sni: null,
    alpn: [],
    certificate: null,
    version: null,
    tookMs: 1,
  };
  expect(rowOf({ ...base, ...opening, kind: 'opening', played: 'complete', client: null })).toBeNull();
  const rejected = {
    kind: 'rejected',
    alert: 48,
    name: 'unknown_ca',
    means: 'it does not trust it',
  } as const;
  expect(rowOf({ ...base, ...opening, kind: 'opening', played: 'alert', client: rejected })).toMatchObject({
    met: 'a handshake with alert; the client refused: unknown_ca',
  });
});

test('at most so many attempts are kept, the newest', () => {
  const store = new Store();
  for (let id = 1; id <= maxRows + 500; id += 100)
    store.add(Array.from({ length: 100 }, (_, n) => requestEntry({ id: id + n })));
  expect([store.rows.length, store.view.rows.length]).toEqual([maxRows, maxRows]);
  expect([store.rows[0]?.id, store.view.rows[0]?.id, store.last]).toEqual([501, 501, maxRows + 500]);
  expect(store.view.added).toBe(maxRows + 500);
  expect([store.find(500), store.find(501)?.id]).toEqual([null, 501]);
});

test('bodies that are too much make the oldest attempts go', () => {
  const store = new Store();
  const body = { text: 'x'.repeat(4 * 1_048_576), state: 'whole' } as const;
  for (let id = 1; id <= 6; id += 1) store.add([requestEntry({ id, body })]);
  expect(store.view.rows.map(({ id }) => id)).toEqual([3, 4, 5, 6]);
  store.add([requestEntry({ id: 7, body: { ...body, text: body.text.repeat(5) } })]);
  expect(store.rows.map(({ id }) => id)).toEqual([7]);
});

test('numbers that begin again are those of another gateway', () => {
  const store = new Store();
  store.add([requestEntry({ id: 7, label: 'old' })]);
  store.add([requestEntry({ id: 1, label: 'new' })]);
  expect([store.rows.length, [...store.choices.label], store.last]).toEqual([1, ['new'], 1]);
});

test('each filter narrows what is shown, also of what comes later', () => {
  const store = new Store();
  store.add([
    requestEntry({ id: 1, label: 'one', rules: [fired('limits')], played: { status: 429 } }),
    requestEntry({ id: 2, label: 'two', model: 'other' }),
    requestEntry({ id: 3, label: 'two', route: 'models', url: '/v1/models' }),
  ]);
  const shown = (filter: object) => {
    store.show({ ...noFilter, ...filter });
    return store.view.rows.map(({ id }) => id);
  };
  expect(shown({})).toEqual([1, 2, 3]);
  expect(shown({ label: 'two' })).toEqual([2, 3]);
  expect(shown({ model: 'other' })).toEqual([2]);
  expect(shown({ route: 'models', label: 'two' })).toEqual([3]);
  expect(shown({ rule: 'limits' })).toEqual([1]);
  expect(shown({ text: '429' })).toEqual([1]);
  expect(shown({ text: 'V1/Models' })).toEqual([3]);
  store.add([requestEntry({ id: 4 }), requestEntry({ id: 5, url: '/v1/models/a' })]);
  expect(store.view.rows.map(({ id }) => id)).toEqual([3, 5]);
  expect(store.fired.get('limits')).toBe(1);
});
