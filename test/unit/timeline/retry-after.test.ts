import { expect, test } from 'vitest';
import { headerValue } from '../../../src/lib/http.ts';
import { waitOf } from '../../../src/timeline/retry-after.ts';
import { someTime } from '../../helpers/facts.ts';

const date = (ms: number) => new Date(someTime + ms).toUTCString();
/** The head left 250 ms into a second. */
const headAt = someTime + 250;

test('a date is measured by the wall clock of the moment, which may have been set', () => {
  const headers = ['Retry-After', date(3_600_000 + 3_000)];
  expect(waitOf({ headers, headAt, wallAheadMs: 3_600_000 })).toMatchObject({ form: 'date', ms: 2_750 });
});

test.each<[string, readonly string[], string | null]>([
  ['whole seconds', ['Retry-After', '5'], 'seconds 5000 Retry-After: 5'],
  ['none at all', ['retry-after', '0'], 'seconds 0 Retry-After: 0'],
  ['a day', ['Retry-After', '86400'], 'seconds 86400000 Retry-After: 86400'],
  ['milliseconds', ['retry-after-ms', '1500'], 'milliseconds 1500 retry-after-ms: 1500'],
  ['milliseconds and a fraction', ['Retry-After-Ms', '12.5'], 'milliseconds 12.5 retry-after-ms: 12.5'],
  [
    'milliseconds before seconds',
    ['Retry-After', '9', 'retry-after-ms', '10'],
    'milliseconds 10 retry-after-ms: 10',
  ],
  [
    'seconds where milliseconds are nonsense',
    ['Retry-After', '9', 'retry-after-ms', '-1'],
    'seconds 9000 Retry-After: 9',
  ],
  ['a date', ['Retry-After', date(3_000)], `date 2750 Retry-After: ${date(3_000)}`],
  ['a date in the past', ['Retry-After', date(-60_000)], `date -60250 Retry-After: ${date(-60_000)}`],
  ['the first of two', ['Retry-After', '1', 'Retry-After', '2'], 'seconds 1000 Retry-After: 1'],
  ['a word', ['Retry-After', 'soon'], null],
  ['a fraction of a second', ['Retry-After', '1.5'], null],
  ['a negative number', ['Retry-After', '-5'], null],
  ['digits among others', ['Retry-After', '5s'], null],
  ['digits behind others', ['Retry-After', 'a5'], null],
  ['milliseconds with a unit', ['retry-after-ms', '5ms'], null],
  ['milliseconds behind a sign', ['retry-after-ms', '+5'], null],
  ['nothing', [], null],
  ['a value of another field', ['X', 'Retry-After', 'Retry-After-Not', '5'], null],
])('%s', (_, headers, told) => {
  const wait = waitOf({ headers, headAt });
  expect(wait === null ? null : `${wait.form} ${wait.ms} ${wait.says}`).toBe(told);
});

test('a date without a head says nothing', () => {
  expect(waitOf({ headers: ['Retry-After', date(3_000)], headAt: null })).toBeNull();
  expect(waitOf({ headers: ['Retry-After', '3'], headAt: null })).toMatchObject({ ms: 3_000 });
});

test('fields are found by their lower-case name, the first one wins', () => {
  const headers = ['A', '1', 'B', '2', 'b', '3', 'Odd'];
  expect([headerValue(headers, 'a'), headerValue(headers, 'b'), headerValue(headers, 'odd')]).toEqual([
    '1',
    '2',
    null,
  ]);
  expect(headerValue(headers, '1')).toBeNull();
});
