const special = /[.+^${}()|[\]\\]/g;

/**
 * `*` matches any number of characters, `/` included; `?` matches one. All other characters match themselves.
 */
export function globToRegExp(glob: string): RegExp {
  const source = glob.replace(special, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}

/** Whether one of the globs matches the text. Without globs every text matches. */
export function matchesAny(globs: readonly string[] | undefined, text: string): boolean {
  return globs === undefined || globs.some((glob) => globToRegExp(glob).test(text));
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
