import type { RequestEntry } from '../../model/entry.ts';
import { type EvidenceName, freedWithinMs, isOfThePair, weightOf } from '../../model/evidence.ts';
import type { Change, Predecessor } from '../../model/facts.ts';
import type { PlatformInUse } from '../../model/platform.ts';
import { attemptAlone } from '../attempt-alone.ts';
import { groupOf } from '../group.ts';
import { retryabilityOf } from '../retryability.ts';
import type { RunHabits } from './habits.ts';
import { timingOf } from './timing.ts';
import type { Ways } from './ways.ts';

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
  /** Of the clients, by these requests or by more than these. */
  readonly ways: Ways;
}

function knownAt({ played: { status, headAt }, at, tookMs }: RequestEntry): number {
  return status !== null && status >= 400 && headAt !== null ? headAt : at + tookMs;
}

/** Whether it says that the wait was over. */
const isOnTime = (name: EvidenceName) => name === 'on-time' || name === 'after-backoff';

const nameOf = (entry: RequestEntry, call: number, attempt: number) => `${groupOf(entry)}#${call}.${attempt}`;

/** Finds requests by their group and the numbers that the gateway gave them while it ran. */
function finder(entries: readonly RequestEntry[]) {
  const byName = new Map(entries.map((entry) => [nameOf(entry, entry.call, entry.attempt), entry]));
  return (entry: RequestEntry, { call, attempt }: Pick<Predecessor, 'call' | 'attempt'>) =>
    byName.get(nameOf(entry, call, attempt));
}

/** Two requests, and what the whole run shows of their client. */
interface Pair {
  readonly from: RequestEntry;
  readonly to: RequestEntry;
  readonly habits: RunHabits;
  /** Whether the later one is the next request of a client that sends one at a time. */
  readonly isNext: boolean;
  readonly inUse: PlatformInUse;
}

/** Workers send their first requests within so many milliseconds. */
const burstMs = 300;

const isFinal = ({ from, inUse }: Pair) => retryabilityOf(attemptAlone(from, inUse)) === 'permanent';

/**
 * Two requests are too few to show that their client sends one at a time: two workers, the first of which
 * failed at once for good, look like it. Not if the second one came over the same connection, or later.
 */
function mayBeTwoCalls(pair: Pair): boolean {
  const { from, to, habits } = pair;
  const isOnlyPair = habits.isFirst(from) && habits.isLast(to) && isFinal(pair);
  return isOnlyPair && from.connection !== to.connection && to.at - knownAt(from) < burstMs;
}

const kept = (name: EvidenceName, is: boolean) => (is ? name : null);

/** What the whole run makes of evidence that was found at the arrival; `null`: it does not stand. */
const readAgain: Partial<Record<EvidenceName, (pair: Pair) => EvidenceName | null>> = {
  'counts-anew': ({ habits, to }) => kept('counts-anew', habits.counts(to)),
  'trace-id': ({ habits, to }) => kept('trace-id', habits.hasTraces(to)),
  'other-trace': ({ habits, to }) => kept('other-trace', habits.keepsTraces(to)),
  'other-idempotency-key': ({ habits, to }) =>
    habits.keepsKeys(to) ? 'left-its-idempotency-key' : 'other-idempotency-key',
  'opened-beside-others': ({ habits, to }) => kept('opened-beside-others', habits.reuses(to)),
  'opened-beside-idle': ({ habits, from, to }) =>
    kept('opened-beside-idle', habits.reuses(to) && habits.isOpen(from, to.at)),
  'opened-meanwhile': ({ isNext }) => kept('opened-meanwhile', !isNext),
  'opened-before-at-once': ({ habits, from, isNext }) =>
    isNext && !habits.isFirst(from) ? 'opened-before-in-turn' : 'opened-before-at-once',
  'pooled-at-once': ({ from, to, isNext }) =>
    kept('pooled-at-once', !isNext || to.at - knownAt(from) >= freedWithinMs),
  'only-one-equal-elsewhere': (pair) =>
    isFinal(pair) ? 'only-one-equal-after-final' : 'only-one-equal-elsewhere',
  'in-turn': () => null,
};

function evidenceOf({ evidence }: Predecessor, pair: Pair): EvidenceName[] {
  const known = evidence.flatMap((name) => {
    const read = readAgain[name];
    const again = read === undefined ? name : read(pair);
    return again === null ? [] : [again];
  });
  if (!pair.isNext) return known;
  const isAlike = !known.includes('equal-body') || mayBeTwoCalls(pair);
  return [...known, isAlike ? 'alike-in-turn' : 'in-turn'];
}

/**
 * The links that are possible for each request whose call is in doubt, with the evidence that the whole run
 * gives for each. A request that is not in the map follows the one before it in its call for certain.
 */
export function linksOf({ entries, inUseOf, ways }: Requests): Map<RequestEntry, Link[]> {
  const doubtful = entries.filter(({ predecessors }) => predecessors !== undefined);
  const links = new Map<RequestEntry, Link[]>();
  if (doubtful.length === 0) return links;
  const find = finder(entries);
  const habits = ways.habits();
  for (const to of doubtful) {
    const possible = (to.predecessors ?? []).flatMap((each): Link[] => {
      const from = find(to, each);
      if (from === undefined) return [];
      const inUse = inUseOf(from.scenario);
      const timing = timingOf(from, to, inUse);
      const isNext = habits.traffic(to) === 'sequential' && habits.isNext(to, from);
      const evidence = [...evidenceOf(each, { from, to, habits, isNext, inUse }), ...timing];
      return [
        {
          ...{ from, to, changed: each.changed ?? [], evidence, weight: weightOf(evidence) },
          traffic: habits.traffic(to),
          ofThePair: weightOf(evidence.filter(isOfThePair)),
          timing: timing.includes('early') ? 'early' : timing.some(isOnTime) ? 'on-time' : 'unknown',
        },
      ];
    });
    // Without any of them, a later attempt has lost its beginning.
    if (possible.length > 0 || to.attempt === 1) links.set(to, possible);
  }
  return links;
}
