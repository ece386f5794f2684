import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPiece } from '../../../src/lib/find-piece.ts';
import { globMatcher } from '../../../src/lib/glob.ts';
import { countSteps } from '../../helpers/count-steps.ts';

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

test('it matches what the definition matches', () => {
  fc.assert(
    fc.property(letters(9, ['a', 'b', '*', '?', '*']), letters(12, ['a', 'b']), (glob, text) => {
      expect(globMatcher(glob)(text)).toBe(isMatched(glob, text));
    }),
    { numRuns: 20_000 },
  );
});

/** Looks at each position, and there at each character. */
function findSlowly(piece: string, text: string, from: number): number {
  for (let at = from; at + piece.length <= text.length; at += 1)
    if ([...piece].every((each, next) => each === '?' || each === text[at + next])) return at;
  return -1;
}

test('pieces of any length are found where the slow search finds them', () => {
  const piece = fc.oneof(letters(80, ['a', 'a', 'b']), letters(80, ['a', 'a', 'b', '?', '?']));
  fc.assert(
    fc.property(piece, letters(300, ['a', 'a', 'a', 'b']), fc.nat(20), (given, text, from) => {
      fc.pre(given !== '');
      const cut = text.slice(from, from + given.length);
      for (const each of [given, `${given}${cut}`, cut === '' ? given : cut])
        expect(findPiece(each)(text, from)).toBe(findSlowly(each, text, from));
    }),
    { numRuns: 3_000 },
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

const half = 'a'.repeat(250);

const mib = 1_048_576;

test.each([
  ['stars', '*a*a*a*a*b', 'a', mib],
  ['20 stars', `${'*a'.repeat(20)}b`, 'a', mib],
  ['20 stars that find their pieces', `${'*ab'.repeat(20)}*c`, 'ab', mib],
  ['words', '*error*timeout*retry*', 'error timeout ', mib],
  ['20 stars with ?', `${'*?a'.repeat(20)}*c`, 'ab', 65_536],
  ['a long piece that parts in its middle', `*${half}b${half}*`, 'a', 65_536],
  ['a long piece that parts at its end', `*${half}${half}b*`, 'a', 65_536],
  ['500 times ?', `*${'?'.repeat(500)}b*`, 'a', 65_536],
  ['every second one ?', `*${'a?'.repeat(250)}b*`, 'a', 65_536],
  ['20 stars with long pieces', `${`*${'a?'.repeat(20)}b`.repeat(20)}*`, 'a', 65_536],
])('%s: one pass over the text', (_, glob, unit, length) => {
  const text = unit.repeat(Math.ceil(length / unit.length));
  const matches = globMatcher(glob);
  // In a long piece up to four characters are looked at for one of the text.
  expect(countSteps(() => matches(text))).toBeLessThanOrEqual(4 * text.length + glob.length);
});
