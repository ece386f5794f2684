import { findPiece } from './find-piece.ts';

function standsAt(piece: string, text: string, at: number): boolean {
  if (at < 0 || at + piece.length > text.length) return false;
  if (!piece.includes('?')) return text.startsWith(piece, at);
  for (let next = 0; next < piece.length; next += 1)
    if (piece[next] !== '?' && piece[next] !== text[at + next]) return false;
  return true;
}

/**
 * `*` matches any number of characters, `/` included; `?` matches one. All other characters match
 * themselves. Each piece between two `*` is looked for once, behind the one before it: the first place is
 * never worse than a later one, so nothing is tried again, and the time grows with the text alone.
 * An expression with `.*` for each `*` tries all combinations of places, which a long prompt makes last for
 * minutes.
 */
export function globMatcher(glob: string): (text: string) => boolean {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text.length === first.length && standsAt(first, text, 0);
  const pieces = rest.filter((piece) => piece !== '').map((piece) => ({ find: findPiece(piece), piece }));
  return (text) => {
    if (!standsAt(first, text, 0)) return false;
    let end = first.length;
    for (const { find, piece } of pieces) {
      const at = find(text, end);
      if (at === -1) return false;
      end = at + piece.length;
    }
    return text.length - last.length >= end && standsAt(last, text, text.length - last.length);
  };
}

/** Whether one of the globs matches the text. Without globs every text matches. */
export function matchesAny(globs: readonly string[] | undefined, text: string): boolean {
  return globs === undefined || globs.some((glob) => globMatcher(glob)(text));
}

/** The part of a glob before its first wildcard. */
export function literalPrefix(glob: string): string {
  const wildcard = glob.search(/[*?]/);
  return wildcard === -1 ? glob : glob.slice(0, wildcard);
}

/** The longest part of a glob without a wildcard; every matching text contains it. */
export function longestLiteralIn(glob: string): string {
  return glob.split(/[*?]/).reduce((longest, part) => (part.length > longest.length ? part : longest));
}

export function isLiteral(glob: string): boolean {
  return literalPrefix(glob) === glob;
}
