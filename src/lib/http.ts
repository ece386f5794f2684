/** Statuses without content, even if the header fields declare some (RFC 9110 section 6.4.1). */
export const bodilessStatuses: ReadonlySet<number> = new Set([204, 205, 304]);

/** Converts Node's raw header fields `[name, value, name, value, …]` to pairs. */
export function headerPairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []));
}
