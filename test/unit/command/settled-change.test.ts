import { expect, test } from 'vitest';
import { SettledChange } from '../../../src/command/settled-change.ts';

/** What each look says, 250 ms after the one before. */
function looks(taken: string | null, found: string): string {
  const change = new SettledChange(taken);
  return [...found].map((each, at) => change.look(each, at * 250)[0]).join('');
}

// n: none, g: going on, s: settled.
test.each([
  ['what was there before is no change', 'a', 'aaaa', 'nnnn'],
  ['a change is taken when two looks find the same', 'a', 'abbbb', 'ngsnn'],
  ['where nothing was before, the first content is one', null, 'aaaa', 'gsnn'],
  ['what is undone at once is none', 'a', 'abaab', 'ngnng'],
  ['a file that is being written is waited for', 'a', 'abccc', 'nggsn'],
  ['one that is written without pause is taken once a second', 'a', 'abcdefghijkl', 'ngggsgggsggg'],
])('%s', (_, taken, found, says) => {
  expect(looks(taken, found)).toBe(says);
});
