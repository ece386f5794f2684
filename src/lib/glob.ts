const special = /[.+^${}()|[\]\\]/g;

/** `*` is any run of characters, `/` included; `?` is one. Everything else is itself. */
export function globToRegExp(glob: string): RegExp {
  const source = glob.replace(special, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}

/** The part of a glob before its first wildcard. */
export function literalPrefix(glob: string): string {
  const wildcard = glob.search(/[*?]/);
  return wildcard === -1 ? glob : glob.slice(0, wildcard);
}

export function isLiteral(glob: string): boolean {
  return literalPrefix(glob) === glob;
}
