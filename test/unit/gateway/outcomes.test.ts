import { expect, test } from 'vitest';
import { Outcomes } from '../../../src/gateway/outcomes.ts';
import type { Run } from '../../../src/gateway/run.ts';
import type { Entry } from '../../../src/model/entry.ts';
import type { RequestFacts } from '../../../src/model/facts.ts';

const call = (ordinal: number) => ({ scenario: 'sample', label: 'r1', call: ordinal });

/** Requests of these calls that have ended, one each second from 1 s on; others came at 500 ms. */
function outcomesOf(ended: readonly object[], underWay: readonly number[] = []) {
  const entries = ended.map((key, n) => ({ kind: 'request', ...key, at: (n + 1) * 1_000, tookMs: 0 }));
  const open = underWay.map((ordinal) => ({ ...call(ordinal), at: 500 }));
  return new Outcomes({ entries: () => entries as unknown as Entry[], underWay: () => open });
}

const later = 1_000_000;

function arrive(outcomes: Outcomes, ordinal: number, name: string): void {
  const run = { scenario: { name: 'sample' }, label: 'r1' } as Run;
  const headers = { 'x-badgateway-call': name };
  outcomes.arrived({ headers, call: { call: ordinal } } as unknown as RequestFacts, run);
}

test('before any request there is no call', () => {
  expect(outcomesOf([]).take(null, later)).toBeNull();
  expect(outcomesOf([]).take('a', later)).toBeNull();
});

test('without a name it is the call that ended last and has none', () => {
  const outcomes = outcomesOf([3, 1, 2].map(call));
  expect([1, 2, 3, 4].map(() => outcomes.take(null, later)?.call)).toEqual([2, 1, 3, undefined]);
});

test('another attempt ends later', () => {
  const outcomes = outcomesOf([1, 2, 1].map(call));
  expect(outcomes.take(null, later)).toEqual(call(1));
  expect(outcomes.take(null, later)).toEqual(call(2));
});

test('a call that was reported is open again once another of its attempts has ended', () => {
  const outcomes = outcomesOf([1, 1].map(call));
  expect(outcomes.take(null, 1_500)).toEqual(call(1));
  expect(outcomes.take(null, 2_500)).toEqual(call(1));
  expect(outcomes.take(null, 3_500)).toBeNull();
});

test('one that has ended comes before one that is under way', () => {
  const outcomes = outcomesOf([call(1)], [2]);
  expect([1, 2, 3].map(() => outcomes.take(null, later)?.call)).toEqual([1, 2, undefined]);
});

test('a name means its call, whether it has ended or has an outcome', () => {
  const outcomes = outcomesOf([call(1)], [2]);
  arrive(outcomes, 1, 'a');
  arrive(outcomes, 2, 'b');
  expect(outcomes.take('b', later)).toEqual(call(2));
  expect(outcomes.take('a', later)).toEqual(call(1));
  expect(outcomes.take('a', later)).toEqual(call(1));
  expect(outcomes.take(null, later)).toBeNull();
  expect(outcomes.take('c', later)).toBeNull();
});

test('a call goes on under the label, whatever the scenario', () => {
  const other = { ...call(1), scenario: 'other' };
  const outcomes = outcomesOf([call(1), other]);
  expect(outcomes.take(null, later)).toEqual(other);
  expect(outcomes.take(null, later)).toBeNull();
});

test('what is begun anew is forgotten, by name and as reported', () => {
  const outcomes = outcomesOf([call(1)]);
  arrive(outcomes, 1, 'a');
  arrive(outcomes, 2, 'b');
  outcomes.forget(call(1).scenario, 'another');
  expect(outcomes.take('a', later)).toEqual(call(1));
  outcomes.forget(call(1).scenario, null);
  expect(outcomes.take('b', later)).toBeNull();
  expect(outcomes.take(null, later)).toEqual(call(1));
});
