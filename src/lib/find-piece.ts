/** Where a piece of a glob stands in a text, from a position on; -1: nowhere. */
export type FindPiece = (text: string, from: number) => number;

/** Longest piece for `indexOf`, which may compare all of its characters at each position of the text. */
const longestForIndexOf = 32;

/** For each character, how long a beginning of the piece ends there that is not all of it. */
function overlapsOf(piece: string): Int32Array {
  const overlaps = new Int32Array(piece.length);
  for (let at = 1, length = 0; at < piece.length; at += 1) {
    while (length > 0 && piece.charCodeAt(at) !== piece.charCodeAt(length))
      length = overlaps[length - 1] ?? 0;
    if (piece.charCodeAt(at) === piece.charCodeAt(length)) length += 1;
    overlaps[at] = length;
  }
  return overlaps;
}

/** Knuth, Morris and Pratt: no character of the text is looked at again, whatever was found before it. */
function findLong(piece: string): FindPiece {
  const overlaps = overlapsOf(piece);
  return (text, from) => {
    let found = 0;
    for (let at = from; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      while (found > 0 && piece.charCodeAt(found) !== unit) found = overlaps[found - 1] ?? 0;
      if (piece.charCodeAt(found) === unit) found += 1;
      if (found === piece.length) return at + 1 - found;
    }
    return -1;
  };
}

/** For each character of the piece, a bit at each place where it may stand; `other`: any other character. */
function masksOf(piece: string, words: number) {
  const other = new Uint32Array(words);
  const set = (mask: Uint32Array, at: number) => {
    mask[at >>> 5] = (mask[at >>> 5] ?? 0) | (1 << (at & 31));
  };
  for (let at = 0; at < piece.length; at += 1) if (piece[at] === '?') set(other, at);
  const masks = new Map<number, Uint32Array>();
  for (let at = 0; at < piece.length; at += 1) {
    if (piece[at] === '?') continue;
    const unit = piece.charCodeAt(at);
    const mask = masks.get(unit) ?? other.slice();
    masks.set(unit, mask);
    set(mask, at);
  }
  return { masks, other };
}

/** Baeza-Yates and Gonnet (shift-and): a bit for each beginning of the piece that ends at this character. */
function findWithAny(piece: string): FindPiece {
  const words = Math.ceil(piece.length / 32);
  const { masks, other } = masksOf(piece, words);
  const last = 1 << ((piece.length - 1) & 31);
  return (text, from) => {
    const ending = new Uint32Array(words);
    for (let at = from; at < text.length; at += 1) {
      const mask = masks.get(text.charCodeAt(at)) ?? other;
      let carry = 1;
      for (let word = 0; word < words; word += 1) {
        const before = ending[word] ?? 0;
        ending[word] = ((before << 1) | carry) & (mask[word] ?? 0);
        carry = before >>> 31;
      }
      if (((ending[words - 1] ?? 0) & last) !== 0) return at + 1 - piece.length;
    }
    return -1;
  };
}

/** `?` in the piece is any character. Time in proportion to the text, times the length of the piece / 32. */
export function findPiece(piece: string): FindPiece {
  if (piece.includes('?')) return findWithAny(piece);
  return piece.length > longestForIndexOf ? findLong(piece) : (text, from) => text.indexOf(piece, from);
}
