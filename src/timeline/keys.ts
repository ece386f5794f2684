import type { RequestEntry } from '../model/entry.ts';

/** What tells a key from another one: the journal holds no key itself. */
export function keyOf({ key }: Pick<RequestEntry, 'key'>): string {
  return key ?? '';
}
