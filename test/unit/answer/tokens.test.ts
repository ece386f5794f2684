import { expect, test } from 'vitest';
import { countTokens, cutTokens, splitTokens } from '../../../src/answer/tokens.ts';

test.each([
  ['', []],
  ['abc', ['abc']],
  ['abcd', ['abcd']],
  ['abcde', ['abcd', 'e']],
  ['東京タワー', ['東京タワ', 'ー']],
  ['🌊🌊🌊🌊🌊', ['🌊🌊🌊🌊', '🌊']],
  ['\ud83cabcd', ['\ud83cabc', 'd']],
])('%j is cut into %j, four characters a token and never inside one', (text, pieces) => {
  expect(splitTokens(text)).toEqual(pieces);
  expect(countTokens(text)).toBe(pieces.length);
  expect(cutTokens(text, 1)).toBe(pieces[0] ?? '');
  expect(cutTokens(text, 0)).toBe('');
  expect(cutTokens(text, Infinity)).toBe(text);
});
