import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallFacts } from '../../../src/model/facts.ts';
import { type Attempts, createAttempts, maxFailed } from '../../../src/request/attempts.ts';
import { requestFacts, type Sent, someTime } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUse = platformInUse();
const hello: Sent = { body: { model: 'a', messages: [{ role: 'user', content: 'hi' }] } };

/** `1.2`: the second attempt of the first call. */
const name = ({ call, attempt }: CallFacts): string => `${call}.${attempt}`;

function arriving(attempts: Attempts = createAttempts()) {
  const arrive = (sent: Sent = hello): CallFacts => attempts.arrive(requestFacts(inUse, sent));
  const ended = (facts: CallFacts, outcome: 'answered' | 'failed') =>
    attempts.ended(facts, { outcome, knownAt: someTime });
  return {
    arrive,
    /** Arrives and fails at once. */
    fail(sent?: Sent): string {
      const facts = arrive(sent);
      ended(facts, 'failed');
      return name(facts);
    },
    succeed(sent?: Sent): string {
      const facts = arrive(sent);
      ended(facts, 'answered');
      return name(facts);
    },
    ended,
  };
}

test('a failed call gets its next attempt, a success ends it', () => {
  const { fail, succeed } = arriving();
  expect([fail(), fail(), succeed(), fail(), succeed(), succeed()]).toEqual([
    '1.1',
    '1.2',
    '1.3',
    '2.1',
    '2.2',
    '3.1',
  ]);
});

test('two in flight are two calls', () => {
  const { arrive } = arriving();
  expect([arrive(), arrive(), arrive()].map(name)).toEqual(['1.1', '2.1', '3.1']);
});

test('the oldest failed call is joined, whichever failed first', () => {
  const { arrive, ended } = arriving();
  const [one, two, three] = [arrive(), arrive(), arrive()] as const;
  ended(three, 'failed');
  ended(one, 'failed');
  ended(two, 'failed');
  expect([arrive(), arrive(), arrive(), arrive()].map(name)).toEqual(['1.2', '2.2', '3.2', '4.1']);
});

test('an open call is never joined', () => {
  const { arrive, ended } = arriving();
  const [one, two] = [arrive(), arrive()] as const;
  ended(two, 'failed');
  expect(name(arrive())).toBe('2.2');
  ended(one, 'answered');
  expect(name(arrive())).toBe('3.1');
});

test('what ended is ended: telling it again changes nothing', () => {
  const { arrive, ended, fail } = arriving();
  const one = arrive();
  ended(one, 'answered');
  ended(one, 'failed');
  expect(fail()).toBe('2.1');
  ended({ ...one }, 'failed');
  expect(fail()).toBe('2.2');
});

test.each<[string, Sent, Sent]>([
  ['another model', hello, { body: { model: 'b', messages: [{ role: 'user', content: 'hi' }] } }],
  ['another key', hello, { ...hello, facts: { key: 'another' } }],
  ['another query', hello, { ...hello, path: '/v1/chat/completions?again=1' }],
  [
    'an idempotency key that was made anew',
    { ...hello, headers: { 'idempotency-key': 'k' } },
    { ...hello, headers: { 'idempotency-key': 'l' } },
  ],
  ['an idempotency key and none', { ...hello, headers: { 'idempotency-key': 'k' } }, hello],
  ['another User-Agent', hello, { ...hello, headers: { 'user-agent': 'b' } }],
  ['no body either time', { method: 'GET', path: '/v1/models' }, { method: 'GET', path: '/v1/models' }],
  [
    'the same idempotency key',
    { ...hello, headers: { 'idempotency-key': 'k' } },
    { body: { n: 2 }, headers: { 'idempotency-key': 'k' } },
  ],
  [
    'the same x-badgateway-call',
    { ...hello, headers: { 'x-badgateway-call': 'k' } },
    { path: '/v1/models', headers: { 'x-badgateway-call': 'k' } },
  ],
  ['no JSON, but the same bytes', { body: '{' }, { body: '{' }],
  [
    'an unread body of the same length',
    { headers: { 'content-length': '9' }, facts: { bodyExtent: 'unread' } },
    { headers: { 'content-length': '9' }, facts: { bodyExtent: 'unread' } },
  ],
])('%s: the same call', (_, first, second) => {
  const { fail } = arriving();
  expect([fail(first), fail(second)]).toEqual(['1.1', '1.2']);
});

test.each<[string, Sent, Sent]>([
  ['another prompt', hello, { body: { model: 'a', messages: [{ role: 'user', content: 'ho' }] } }],
  ['another path', hello, { ...hello, path: '/v1/embeddings' }],
  ['another method', hello, { ...hello, method: 'PUT' }],
  [
    'another x-test-id',
    { ...hello, headers: { 'x-test-id': 'a' } },
    { ...hello, headers: { 'x-test-id': 'b' } },
  ],
  ['a list that looks like an object', { body: [] }, { body: {} }],
  ['other bytes that are no JSON', { body: '{' }, { body: '{{' }],
  [
    'an unread body of another length',
    { headers: { 'content-length': '9' }, facts: { bodyExtent: 'unread' } },
    { headers: { 'content-length': '8' }, facts: { bodyExtent: 'unread' } },
  ],
])('%s: another call', (_, first, second) => {
  const { fail } = arriving();
  expect([fail(first), fail(second)]).toEqual(['1.1', '2.1']);
});

const retry = (count: number | string): Sent => ({
  ...hello,
  headers: { 'x-stainless-retry-count': String(count) },
});

/** Calls 1, 2 and 3 with one, two and three failed attempts. */
function threeFailed() {
  const made = arriving();
  const { arrive, ended } = made;
  const [one, two, three] = [arrive(), arrive(), arrive()] as const;
  ended(three, 'failed');
  ended(arrive(), 'failed');
  const third = arrive();
  ended(two, 'failed');
  const second = arrive();
  ended(third, 'failed');
  ended(second, 'failed');
  ended(one, 'failed');
  return made;
}

test.each([
  [1, '1.2'],
  [2, '2.3'],
  [3, '3.4'],
  // None has that many: the oldest.
  [7, '1.2'],
  // 0 proves nothing; neither does what is no number.
  [0, '1.2'],
  [-2, '1.2'],
  ['2.5', '1.2'],
  ['many', '1.2'],
])('a retry count of %s joins %s', (count, joined) => {
  expect(name(threeFailed().arrive(retry(count)))).toBe(joined);
});

test('a retry count that agrees is a signal, one that does not is none', () => {
  const { arrive, ended } = arriving();
  const first = arrive(retry(0));
  expect(first.signals).toEqual(['method', 'path', 'body']);
  ended(first, 'failed');
  const second = arrive(retry(1));
  expect(second.signals).toEqual(['method', 'path', 'body', 'retry-count']);
  ended(second, 'failed');
  expect(arrive(retry(7)).signals).toEqual(['method', 'path', 'body']);
});

test.each<[Sent, readonly string[]]>([
  [hello, ['method', 'path', 'body']],
  [{ facts: { bodyExtent: 'prefix' } }, ['method', 'path', 'length']],
  [{ headers: { 'idempotency-key': 'k' } }, ['idempotency-key', 'method', 'path', 'body']],
  [{ headers: { 'idempotency-key': 'k', 'x-badgateway-call': 'c' } }, ['x-badgateway-call']],
])('says what made it the same: %j', (sent, signals) => {
  expect(arriving().arrive(sent).signals).toEqual(signals);
});

test.each(Object.entries(maxFailed))(
  'what waits for another attempt is bounded (%s); the oldest is forgotten',
  (_, most) => {
    const { fail } = arriving(createAttempts(most));
    const named = (n: number): Sent => ({ headers: { 'x-badgateway-call': String(n) } });
    for (let n = 1; n <= most + 1; n += 1) fail(named(n));
    expect(fail(named(1))).toBe(`${most + 2}.1`);
    expect(fail(named(most + 1))).toBe(`${most + 1}.2`);
  },
  60_000,
);

interface Move {
  readonly body: number;
  readonly ends: 'failed' | 'answered' | null;
  readonly which: number;
}

/** One request of three different ones arrives; perhaps one of those under way ends. */
function replay(moves: readonly Move[]): void {
  const { arrive, ended } = arriving();
  const open: CallFacts[] = [];
  const attemptsOf = new Map<number, number>();
  const over = new Set<number>();
  const end = (ends: 'failed' | 'answered', chosen: CallFacts) => {
    ended(chosen, ends);
    if (ends === 'answered') over.add(chosen.call);
  };
  for (const { body, ends, which } of moves) {
    const facts = arrive({ body: { body } });
    const before = attemptsOf.get(facts.call);
    expect([...open.map(({ call }) => call), ...over]).not.toContain(facts.call);
    expect(facts.attempt).toBe((before ?? 0) + 1);
    expect(facts.call).toBe(before === undefined ? attemptsOf.size + 1 : facts.call);
    attemptsOf.set(facts.call, facts.attempt);
    open.push(facts);
    if (ends !== null) for (const chosen of open.splice(which % open.length, 1)) end(ends, chosen);
  }
}

test('whatever happens: ordinals grow, attempts count up, and no open or answered call is joined', () => {
  const move = fc.record({
    body: fc.nat(2),
    ends: fc.constantFrom('failed' as const, 'answered' as const, null),
    which: fc.nat(9),
  });
  fc.assert(fc.property(fc.array(move, { maxLength: 60 }), replay), { numRuns: 300, seed: 6 });
});
