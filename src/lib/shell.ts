const plain = /^[\w@%+=:,./-]+$/;

/** Quotes an argument for a POSIX shell. */
export function quoted(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
