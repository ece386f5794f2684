import { expect, test } from 'vitest';
import type { CallFacts } from '../../../src/model/facts.ts';
import { createAttempts } from '../../../src/request/attempts.ts';
import { connectionFacts, requestFacts, type Sent, someTime } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUse = platformInUse();
const body = { model: 'a', messages: [{ role: 'user', content: 'hi' }] };

/** An equal request each time, with these header fields. */
const sent = (headers: Sent['headers'] = {}): Sent => ({ body, headers });

const failed = { outcome: 'failed', knownAt: someTime } as const;

const trace = (digit: string) => ({ traceparent: `00-${digit.repeat(32)}-00f067aa0ba902b7-01` });

/** `1.2 likely`: the second attempt of the first call, and how sure that is. */
const said = ({ call, attempt, certainty }: CallFacts): string => `${call}.${attempt} ${certainty}`;

/** All arrive at once and fail; then one more after the other arrives and fails. */
function group(together: readonly Sent[], then: readonly Sent[]): string[] {
  const attempts = createAttempts();
  const first = together.map((each) => attempts.arrive(requestFacts(inUse, each)));
  for (const facts of first) attempts.ended(facts, failed);
  return then.map((each) => {
    const facts = attempts.arrive(requestFacts(inUse, each));
    attempts.ended(facts, failed);
    return said(facts);
  });
}

test.each<[string, readonly Sent[], readonly Sent[], readonly string[]]>([
  ['one that failed, equal', [sent()], [sent(), sent()], ['1.2 likely', '1.3 likely']],
  ['a retry count that agrees', [sent()], [sent({ 'x-stainless-retry-count': '1' })], ['1.2 certain']],
  ['a retry count of 0 proves nothing', [sent()], [sent({ 'x-stainless-retry-count': '0' })], ['1.2 likely']],
  ['two that are equal', [sent(), sent()], [sent(), sent()], ['1.2 unclear', '1.3 unclear']],
  [
    'equal ones that were confused once stay so',
    [sent(), sent()],
    [sent(), sent(), sent({ 'x-stainless-retry-count': '2' })],
    ['1.2 unclear', '1.3 unclear', '1.4 unclear'],
  ],
  [
    'equal ones told apart by their traces, in the other order',
    [sent(trace('a')), sent(trace('b'))],
    [sent(trace('b')), sent(trace('a'))],
    ['2.2 certain', '1.2 certain'],
  ],
  [
    'equal ones told apart by their idempotency keys',
    [sent({ 'idempotency-key': 'k' }), sent({ 'idempotency-key': 'l' })],
    [sent({ 'idempotency-key': 'l' }), sent({ 'idempotency-key': 'k' })],
    ['2.2 certain', '1.2 certain'],
  ],
  [
    'a key that was kept twice is not left for another one',
    [sent({ 'idempotency-key': 'k' })],
    [sent({ 'idempotency-key': 'k' }), sent({ 'idempotency-key': 'l' })],
    ['1.2 certain', '2.1 certain'],
  ],
  [
    'a key made anew each time',
    [sent({ 'idempotency-key': 'k' })],
    [sent({ 'idempotency-key': 'l' }), sent({ 'idempotency-key': 'm' })],
    ['1.2 likely', '1.3 likely'],
  ],
  [
    'a name of the call outweighs all',
    [sent({ 'x-badgateway-call': 'c', ...trace('a') })],
    [{ body: { other: 1 }, headers: { 'x-badgateway-call': 'c', ...trace('b') } }],
    ['1.2 certain'],
  ],
  [
    'an idempotency key outweighs the body',
    [sent({ 'idempotency-key': 'k' })],
    [{ body: { other: 1 }, headers: { 'idempotency-key': 'k' } }],
    ['1.2 certain'],
  ],
  ['a traceparent that is none', [sent({ traceparent: 'x' })], [sent({ traceparent: 'x' })], ['1.2 likely']],
])('%s', (_, together, then, expected) => {
  expect(group(together, then)).toEqual(expected);
});

test('what it was joined by is said once', () => {
  const attempts = createAttempts();
  const headers = { 'idempotency-key': 'k', ...trace('a') };
  attempts.ended(attempts.arrive(requestFacts(inUse, sent(headers))), failed);
  const again = attempts.arrive(requestFacts(inUse, sent({ ...headers, 'x-stainless-retry-count': '1' })));
  expect(again.signals).toEqual(['idempotency-key', 'method', 'path', 'body', 'trace-id', 'retry-count']);
});

test('a call that was taken by one signature is not found by its other one', () => {
  const attempts = createAttempts();
  const keyed = sent({ 'idempotency-key': 'k' });
  attempts.ended(attempts.arrive(requestFacts(inUse, keyed)), failed);
  expect(said(attempts.arrive(requestFacts(inUse, keyed)))).toBe('1.2 certain');
  expect(said(attempts.arrive(requestFacts(inUse, sent())))).toBe('2.1 certain');
});

interface Later {
  readonly connection: number;
  readonly use: 'first' | 'again';
  /** Milliseconds since the first one ended. */
  readonly opened: number;
  readonly came: number;
  readonly headers?: Sent['headers'];
}

/** An equal request, after one on connection 1 that has failed. `overlapping`: others were open at once. */
function after(
  { connection, use, opened, came, headers = {} }: Later,
  traffic: 'overlapping' | 'sequential' = 'overlapping',
): string {
  const attempts = createAttempts();
  const others = traffic === 'overlapping' ? [{ method: 'GET' }, { method: 'GET' }] : [{ method: 'GET' }];
  const arrived = others.map((other) => attempts.arrive(requestFacts(inUse, other)));
  for (const other of arrived) attempts.ended(other, { outcome: 'answered', knownAt: someTime });
  const before = requestFacts(inUse, { ...sent(), facts: { at: someTime - 50 } });
  attempts.ended(attempts.arrive(before), failed);
  const facts = {
    connection: { ...connectionFacts, connection, at: someTime + opened },
    connectionUse: use,
    at: someTime + came,
  };
  const { certainty, ...again } = attempts.arrive(requestFacts(inUse, { ...sent(headers), facts }));
  return said({ ...again, call: again.call - arrived.length, certainty });
}

test.each<[string, Later, string]>([
  ['the same connection, at once', { connection: 1, use: 'again', opened: -9, came: 0 }, '1.2 likely'],
  ['a connection opened afterwards', { connection: 2, use: 'first', opened: 0, came: 1 }, '1.2 likely'],
  ['one opened before, for it', { connection: 2, use: 'first', opened: -1, came: 1 }, '2.1 certain'],
  [
    'one opened before, and a retry count',
    { connection: 2, use: 'first', opened: -1, came: 1, headers: { 'x-stainless-retry-count': '1' } },
    '1.2 certain',
  ],
  ['another one of the pool, at once', { connection: 2, use: 'again', opened: -9, came: 249 }, '1.2 unclear'],
  ['one opened before, later', { connection: 2, use: 'first', opened: -1, came: 250 }, '1.2 unclear'],
  ['another one of the pool, later', { connection: 2, use: 'again', opened: -9, came: 250 }, '1.2 likely'],
])('an equal request on %s', (_, later, expected) => {
  expect(after(later)).toBe(expected);
});

test.each<[string, Later, string]>([
  ['another one of the pool, at once', { connection: 2, use: 'again', opened: -9, came: 0 }, '1.2 likely'],
  ['one opened before, at once', { connection: 2, use: 'first', opened: -1, came: 249 }, '2.1 certain'],
  ['one opened before, later', { connection: 2, use: 'first', opened: -1, came: 250 }, '1.2 likely'],
])('where no two were ever under way at once, an equal request on %s', (_, later, expected) => {
  expect(after(later, 'sequential')).toBe(expected);
});
