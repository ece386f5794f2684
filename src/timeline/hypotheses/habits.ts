import type { RequestEntry } from '../../model/entry.ts';
import { groupOf } from '../group.ts';

/** What all requests of a run show of their clients. */
export interface RunHabits {
  /** Whether the client of a request ever sends a retry count above 0. */
  counts(entry: RequestEntry): boolean;
  /** Whether any two requests of its group were under way at once. */
  traffic(entry: RequestEntry): 'sequential' | 'overlapping';
}

const clientOf = (entry: RequestEntry) => `${groupOf(entry)} ${entry.client}`;

/** Groups in which a request arrived before another one had ended. */
function overlappingGroups(entries: readonly RequestEntry[]): ReadonlySet<string> {
  const openUntil = new Map<string, number>();
  const overlapping = new Set<string>();
  for (const entry of entries.toSorted((one, other) => one.at - other.at)) {
    const group = groupOf(entry);
    const until = openUntil.get(group) ?? Number.NEGATIVE_INFINITY;
    if (entry.at < until) overlapping.add(group);
    openUntil.set(group, Math.max(until, entry.at + entry.tookMs));
  }
  return overlapping;
}

export function habitsOf(entries: readonly RequestEntry[]): RunHabits {
  const counting = new Set(entries.filter(({ retryCount }) => (retryCount ?? 0) > 0).map(clientOf));
  const overlapping = overlappingGroups(entries);
  return {
    counts: (entry) => counting.has(clientOf(entry)),
    traffic: (entry) => (overlapping.has(groupOf(entry)) ? 'overlapping' : 'sequential'),
  };
}
