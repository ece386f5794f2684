import type { RequestEntry } from '../../model/entry.ts';
import { clientOf } from '../group.ts';

/** A request whose sender cannot have known what another one met: the time (ms) of the way there and back. */
const unknownWithinMs = 25;

/** Clients that sent a request while another one with its idempotency key was under way: they hedge. */
export function hedgersOf(entries: readonly RequestEntry[]): ReadonlySet<string> {
  const sorted = entries.toSorted((one, other) => one.at - other.at || one.id - other.id);
  const openUntil = new Map<string, number>();
  const hedgers = new Set<string>();
  for (const entry of sorted) {
    if (entry.idempotencyKey === null) continue;
    const key = `${clientOf(entry)} ${entry.idempotencyKey}`;
    const until = openUntil.get(key) ?? Number.NEGATIVE_INFINITY;
    if (entry.at < until) hedgers.add(clientOf(entry));
    openUntil.set(key, Math.max(until, entry.at + entry.tookMs));
  }
  return hedgers;
}

/**
 * Returns a test for whether a request with the idempotency key of an earlier one is a copy of it, sent
 * before the failure was known, and no retry. Only clients that hedge send such copies.
 *
 *     the slow one   ●━━━━━━━━━━━━━━━━━○ 503
 *     its copy                           ●━━━━━    2 ms later: it was on its way
 */
export function copiesOf(hedgers: () => ReadonlySet<string>) {
  return (before: RequestEntry, entry: RequestEntry): boolean => {
    const isEqual = entry.idempotencyKey !== null && entry.idempotencyKey === before.idempotencyKey;
    const failedAt = before.played.headAt ?? before.at + before.tookMs;
    return isEqual && hedgers().has(clientOf(entry)) && entry.at - failedAt < unknownWithinMs;
  };
}
