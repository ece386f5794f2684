import type { RequestEntry } from '../../model/entry.ts';
import { type EvidenceName, isOfThePair, weightOf } from '../../model/evidence.ts';
import type { Change, Predecessor } from '../../model/facts.ts';
import type { PlatformInUse } from '../../model/platform.ts';
import { groupOf } from '../group.ts';
import { habitsOf, type RunHabits } from './habits.ts';
import { timingOf } from './timing.ts';

/** That a request follows another one as the next attempt of its call. */
export interface Link {
  readonly from: RequestEntry;
  readonly to: RequestEntry;
  readonly changed: readonly Change[];
  readonly evidence: readonly EvidenceName[];
  /** All evidence (nats), and the part of it that is about these two requests alone. */
  readonly weight: number;
  readonly ofThePair: number;
  readonly timing: 'on-time' | 'early' | 'unknown';
  /** Of the group of both. */
  readonly traffic: 'overlapping' | 'sequential';
}

/** Where the requests are, and what is known of them all. */
export interface Requests {
  readonly entries: readonly RequestEntry[];
  inUseOf(scenario: string): PlatformInUse;
}

/** A client that waits for each answer uses its connection again once it is free for so many milliseconds. */
const freedWithinMs = 30;

function knownAt({ played: { status, headAt }, at, tookMs }: RequestEntry): number {
  return status !== null && status >= 400 && headAt !== null ? headAt : at + tookMs;
}

/** Whether it says that the wait was over. */
const isKept = (name: EvidenceName) => name === 'on-time' || name === 'after-backoff';

const nameOf = (entry: RequestEntry, call: number, attempt: number) => `${groupOf(entry)}#${call}.${attempt}`;

/** Finds requests by their group and the numbers that the gateway gave them while it ran. */
function finder(entries: readonly RequestEntry[]) {
  const byName = new Map(entries.map((entry) => [nameOf(entry, entry.call, entry.attempt), entry]));
  return (entry: RequestEntry, { call, attempt }: Pick<Predecessor, 'call' | 'attempt'>) =>
    byName.get(nameOf(entry, call, attempt));
}

/** Workers send their first requests within so many milliseconds. */
const burstMs = 250;

/**
 * Two requests are too few to show that their client sends one at a time: two workers, the first of which
 * failed at once, look like it. Not if the second one came over the same connection, or later.
 */
function mayBeTwoCalls(from: RequestEntry, to: RequestEntry, habits: RunHabits): boolean {
  const isOnlyPair = habits.isFirst(from) && habits.isLast(to);
  return isOnlyPair && from.connection !== to.connection && to.at - knownAt(from) < burstMs;
}

/** What the whole run shows in place of what was known when the request arrived. */
function evidenceOf(
  { evidence }: Predecessor,
  [from, to]: readonly [RequestEntry, RequestEntry],
  habits: RunHabits,
): EvidenceName[] {
  const isNext = habits.traffic(to) === 'sequential' && habits.isNext(to, from);
  const stands = (name: EvidenceName) => {
    if (name === 'counts-anew') return habits.counts(to);
    if (name === 'opened-beside-idle') return habits.reuses(to) && habits.isOpen(from, to.at);
    if (name === 'opened-beside-others') return habits.reuses(to);
    if (name === 'opened-meanwhile') return !isNext;
    if (name === 'pooled-at-once') return !isNext || to.at - knownAt(from) >= freedWithinMs;
    if (name === 'trace-id') return habits.hasTraces(to);
    if (name === 'other-trace') return habits.keepsTraces(to);
    return name !== 'in-turn';
  };
  const reread = (name: EvidenceName): EvidenceName => {
    if (name === 'other-idempotency-key' && habits.keepsKeys(to)) return 'left-its-idempotency-key';
    const isPooled = name === 'opened-before-at-once' && isNext && !habits.isFirst(from);
    return isPooled ? 'pooled-at-once' : name;
  };
  const known = evidence.filter(stands).map(reread);
  if (!isNext) return known;
  const isAlike = !known.includes('equal-body') || mayBeTwoCalls(from, to, habits);
  return [...known, isAlike ? 'alike-in-turn' : 'in-turn'];
}

/**
 * The links that are possible for each request whose call is in doubt, with the evidence that the whole run
 * gives for each. A request that is not in the map follows the one before it in its call for certain.
 */
export function linksOf({ entries, inUseOf }: Requests): Map<RequestEntry, Link[]> {
  const doubtful = entries.filter(({ predecessors }) => predecessors !== undefined);
  const links = new Map<RequestEntry, Link[]>();
  if (doubtful.length === 0) return links;
  const find = finder(entries);
  const habits = habitsOf(entries);
  for (const to of doubtful) {
    const possible = (to.predecessors ?? []).flatMap((each): Link[] => {
      const from = find(to, each);
      if (from === undefined) return [];
      const timing = timingOf(from, to, inUseOf(from.scenario));
      const evidence = [...evidenceOf(each, [from, to], habits), ...timing];
      return [
        {
          ...{ from, to, changed: each.changed ?? [], evidence, weight: weightOf(evidence) },
          traffic: habits.traffic(to),
          ofThePair: weightOf(evidence.filter(isOfThePair)),
          timing: timing.includes('early') ? 'early' : timing.some(isKept) ? 'on-time' : 'unknown',
        },
      ];
    });
    // Without any of them, a later attempt has lost its beginning.
    if (possible.length > 0 || to.attempt === 1) links.set(to, possible);
  }
  return links;
}
