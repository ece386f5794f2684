import { expect, test } from 'vitest';
import { Outcomes } from '../../../src/gateway/outcomes.ts';
import type { Run } from '../../../src/gateway/runs.ts';
import type { RequestFacts } from '../../../src/model/facts.ts';

const run = { scenario: { name: 'sample' }, label: 'r1' } as Run;
const other = { scenario: { name: 'other' }, label: 'r1' } as Run;
const call = (ordinal: number) => ({ scenario: 'sample', label: 'r1', call: ordinal });

function arrive(outcomes: Outcomes, ordinal: number, name?: string, on: Run = run): void {
  const headers = name === undefined ? {} : { 'x-badgateway-call': name };
  outcomes.arrived({ headers, call: { call: ordinal } } as unknown as RequestFacts, on);
}

test('before any request there is no call', () => {
  expect(new Outcomes().take(null)).toBeNull();
  expect(new Outcomes().take('a')).toBeNull();
});

test('without a name it is the call that ended last and has none', () => {
  const outcomes = new Outcomes();
  for (const ordinal of [1, 2, 3]) arrive(outcomes, ordinal);
  for (const ordinal of [3, 1, 2]) outcomes.ended(call(ordinal));
  expect([1, 2, 3, 4].map(() => outcomes.take(null)?.call)).toEqual([2, 1, 3, undefined]);
});

test('another attempt ends later', () => {
  const outcomes = new Outcomes();
  for (const ordinal of [1, 2, 1]) {
    arrive(outcomes, ordinal);
    outcomes.ended(call(ordinal));
  }
  expect(outcomes.take(null)).toEqual(call(1));
  expect(outcomes.take(null)).toEqual(call(2));
});

test('one that has ended comes before one that is under way', () => {
  const outcomes = new Outcomes();
  arrive(outcomes, 1);
  outcomes.ended(call(1));
  arrive(outcomes, 2);
  expect([1, 2, 3].map(() => outcomes.take(null)?.call)).toEqual([1, 2, undefined]);
});

test('a name means its call, whether it has ended or has an outcome', () => {
  const outcomes = new Outcomes();
  arrive(outcomes, 1, 'a');
  arrive(outcomes, 2, 'b');
  expect(outcomes.take('b')).toEqual(call(2));
  outcomes.ended(call(1));
  expect(outcomes.take('a')).toEqual(call(1));
  expect(outcomes.take('a')).toEqual(call(1));
  expect(outcomes.take(null)).toBeNull();
  expect(outcomes.take('c')).toBeNull();
});

test('a call goes on under the label, whatever the scenario', () => {
  const outcomes = new Outcomes();
  arrive(outcomes, 1);
  arrive(outcomes, 1, undefined, other);
  outcomes.ended({ ...call(1), scenario: 'other' });
  expect(outcomes.take(null)).toEqual({ ...call(1), scenario: 'other' });
  expect(outcomes.take(null)).toBeNull();
});

test('what is begun anew is forgotten, by name and without', () => {
  const outcomes = new Outcomes();
  arrive(outcomes, 1, 'a');
  arrive(outcomes, 2, 'b');
  outcomes.ended(call(1));
  outcomes.forget(call(1).scenario, 'another');
  expect(outcomes.take('a')).toEqual(call(1));
  outcomes.forget(call(1).scenario, null);
  expect([outcomes.take('b'), outcomes.take(null)]).toEqual([null, null]);
});
