import type { RequestEntry } from '../model/entry.ts';

/** The group whose requests share call numbers: the label, or the scenario if there is no label. */
export function groupOf({ label, scenario }: { readonly label: string; readonly scenario: string }): string {
  return label === '' ? scenario : label;
}

const counterOf = (entry: RequestEntry) => `${groupOf(entry)} ${entry.client}`;

/**
 * Each request with the id of its call. What is seen later decides about a request with a retry count of 0
 * that resembles a failed call: if its client counts, it began a call of its own; if its count is always 0,
 * it is the next attempt of that call.
 */
export function continued(entries: readonly RequestEntry[]): [id: string, entry: RequestEntry][] {
  const counting = new Set(entries.filter(({ retryCount }) => (retryCount ?? 0) > 0).map(counterOf));
  const joined = new Map<string, { readonly id: string; readonly attempts: number }>();
  const lengths = new Map<string, number>();
  const found: [string, RequestEntry][] = [];
  for (const entry of entries.toSorted((one, other) => one.at - other.at)) {
    const own = `${groupOf(entry)}#${entry.call}`;
    const { alternative } = entry;
    if (alternative !== undefined && !counting.has(counterOf(entry))) {
      const before = `${groupOf(entry)}#${alternative}`;
      const id = joined.get(before)?.id ?? before;
      const attempts = lengths.get(id);
      if (attempts !== undefined) joined.set(own, { id, attempts });
    }
    const { id, attempts } = joined.get(own) ?? { id: own, attempts: 0 };
    const attempt = entry.attempt + attempts;
    lengths.set(id, attempt);
    const certainty = attempts > 0 && entry.attempt === 1 ? 'likely' : entry.certainty;
    found.push([id, attempts === 0 ? entry : { ...entry, attempt, certainty }]);
  }
  return found;
}
