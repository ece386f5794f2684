/** Statuses whose answers have no content, whatever their fields say (RFC 9110 section 6.4.1). */
export const bodilessStatuses: ReadonlySet<number> = new Set([204, 205, 304]);

/** Raw header fields, `[name, value, name, value, …]` as Node has them, as pairs. */
export function headerPairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []));
}
