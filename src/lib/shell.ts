const plain = /^[\w@%+=:,./-]+$/;

/** A word that reaches a command unchanged through a POSIX shell. */
export function quoted(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
