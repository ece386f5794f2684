import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { globMatcher } from '../../../src/lib/glob.ts';

/** The definition, read literally: slow, and right for short texts. */
function isMatched(glob: string, text: string): boolean {
  const [first] = glob;
  if (first === undefined) return text === '';
  const rest = glob.slice(1);
  if (first === '*') return isMatched(rest, text) || (text !== '' && isMatched(glob, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && isMatched(rest, text.slice(1));
}

const letters = (most: number, unit: readonly string[]) =>
  fc
    .string({ maxLength: most })
    .map((text) => [...text].map((each) => unit[(each.codePointAt(0) ?? 0) % unit.length]).join(''));

afterEach(() => {
  vi.restoreAllMocks();
});

test('it matches what the definition matches', () => {
  fc.assert(
    fc.property(letters(9, ['a', 'b', '*', '?', '*']), letters(12, ['a', 'b']), (glob, text) => {
      expect(globMatcher(glob)(text)).toBe(isMatched(glob, text));
    }),
    { numRuns: 20_000 },
  );
});

test.each([
  ['an.y+(thing)', 'an.y+(thing)', true],
  ['an.y', 'anxy', false],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a*a', 'a', false],
  ['line*two', 'line one\nline two', true],
])('%j on %j: %j', (glob, text, matched) => {
  expect(globMatcher(glob)(text)).toBe(matched);
});

/** Characters that are looked at, as far as they are bounded by the calls of these methods of String. */
function countSteps(glob: string, text: string): number {
  let steps = 0;
  const { indexOf, startsWith } = String.prototype;
  vi.spyOn(String.prototype, 'indexOf').mockImplementation(function (this: string, piece, from = 0) {
    const at = indexOf.call(this, piece, from);
    steps += (at === -1 ? this.length : at + piece.length) - from;
    return at;
  });
  vi.spyOn(String.prototype, 'startsWith').mockImplementation(function (this: string, piece, at) {
    steps += piece.length;
    return startsWith.call(this, piece, at);
  });
  globMatcher(glob)(text);
  vi.restoreAllMocks();
  return steps;
}

test.each([
  ['*a*a*a*a*b', 'a'],
  [`${'*a'.repeat(20)}b`, 'a'],
  [`${'*ab'.repeat(20)}*c`, 'ab'],
  ['*error*timeout*retry*', 'error timeout '],
])('%j on 1 MiB of %j is one pass over the text', (glob, unit) => {
  const text = unit.repeat(1_048_576 / unit.length);
  expect(countSteps(glob, text)).toBeLessThanOrEqual(text.length + glob.length);
});
