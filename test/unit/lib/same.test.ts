import { expect, test } from 'vitest';
import { isSame } from '../../../src/lib/same.ts';

const made = () => () => 1;

test.each<[string, unknown, unknown]>([
  ['numbers', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ['no numbers', Number.NaN, Number.NaN],
  ['members in any order', { a: 1, b: [2, { c: 'd' }] }, { b: [2, { c: 'd' }], a: 1 }],
  ['a member that says nothing', { a: 1, b: undefined }, { a: 1 }],
  ['addresses', { url: new URL('http://a/b') }, { url: new URL('http://a/b') }],
  ['patterns', /a+/i, /a+/i],
])('the same: %s', (_, one, other) => {
  expect([isSame(one, other), isSame(other, one)]).toEqual([true, true]);
});

test.each<[string, unknown, unknown]>([
  ['an endless number of times, and none', Number.POSITIVE_INFINITY, null],
  ['a number and its digits', 1, '1'],
  ['one member more', { a: 1 }, { a: 1, b: 2 }],
  ['another member', { a: undefined, b: 1 }, { b: 2 }],
  ['the order of a list', [1, 2], [2, 1]],
  ['a longer list', [1], [1, 2]],
  ['a list and an object', [], {}],
  ['nothing and an object', null, {}],
  ['other addresses', { url: new URL('http://a/b') }, { url: new URL('http://a/c') }],
  ['other patterns', /a/i, /a/],
  ['what cannot be looked into', made(), made()],
  ['maps', new Map([[1, 2]]), new Map([[1, 2]])],
])('not the same: %s', (_, one, other) => {
  expect([isSame(one, other), isSame(other, one)]).toEqual([false, false]);
});
