import type { RequestEntry } from '../../model/entry.ts';
import type { EvidenceName } from '../../model/evidence.ts';
import { clientOf, groupOf } from '../group.ts';

/** What all requests of a run show of their clients. */
export interface RunHabits {
  /** Whether the client of a request ever sends a retry count above 0. */
  counts(entry: RequestEntry): boolean;
  /** Whether traces tell requests of its group apart: not if the whole job is one trace. */
  hasTraces(entry: RequestEntry): boolean;
  /** Whether its client carries traces, and idempotency keys, from attempt to attempt. */
  keepsTraces(entry: RequestEntry): boolean;
  keepsKeys(entry: RequestEntry): boolean;
  /** Whether its client may use a connection again, in place of one for each request. */
  reuses(entry: RequestEntry): boolean;
  /** Whether its connection is known to be open at that time: it was used later. */
  isOpen(entry: RequestEntry, at: number): boolean;
  /** Whether any two requests of its group were under way at once. */
  traffic(entry: RequestEntry): 'sequential' | 'overlapping';
  /** Whether no request of the group arrived between the two. */
  isNext(entry: RequestEntry, before: RequestEntry): boolean;
  /** Whether no request of its group arrived before it. */
  isFirst(entry: RequestEntry): boolean;
  isLast(entry: RequestEntry): boolean;
}

/** Groups in which a request arrived before another one had ended. */
function overlappingGroups(sorted: readonly RequestEntry[]): Set<string> {
  const openUntil = new Map<string, number>();
  const overlapping = new Set<string>();
  for (const entry of sorted) {
    const group = groupOf(entry);
    const until = openUntil.get(group) ?? Number.NEGATIVE_INFINITY;
    if (entry.at < until) overlapping.add(group);
    openUntil.set(group, Math.max(until, entry.at + entry.tookMs));
  }
  return overlapping;
}

interface Used {
  readonly client: string;
  readonly group: string;
  readonly first: number;
  last: number;
}

/** When each connection of each client had its first and its last request. */
function connectionsOf(sorted: readonly RequestEntry[]): Used[][] {
  const pools = new Map<string, Map<number, Used>>();
  for (const entry of sorted) {
    const pool = pools.get(clientOf(entry)) ?? new Map<number, Used>();
    pools.set(clientOf(entry), pool);
    const known = pool.get(entry.connection);
    if (known !== undefined) known.last = entry.at;
    else
      pool.set(entry.connection, {
        ...{ client: clientOf(entry), group: groupOf(entry) },
        ...{ first: entry.at, last: entry.at },
      });
  }
  return [...pools.values()].map((pool) => [...pool.values()]);
}

/** Node's `fetch` takes turns on two connections, although it waits for each answer. */
const connectionsInTurn = 2;

/**
 * Groups with a client that opened a connection although several of its others were idle here and were used
 * again later: for the client they were busy, since a busy gateway reads what came at once one by one.
 *
 *     connection 1  ─●──────────●─
 *     connection 2  ──●─────────●─
 *     connection 3  ───●────────●─   opened beside two that stay in use
 */
function poolingGroups(pools: readonly Used[][]): string[] {
  return pools.flatMap((connections) => {
    const reused = connections.filter(({ first, last }) => last > first);
    if (reused.length <= connectionsInTurn) return [];
    const besideOthers = ({ first }: Used) =>
      reused.filter((other) => other.first < first && other.last > first).length >= connectionsInTurn;
    return reused.filter(besideOthers).map(({ group }) => group);
  });
}

/** Whether a client opens a connection for each request; of two it may take turns. */
function areForOneEach(connections: readonly Used[]): boolean {
  return connections.length > connectionsInTurn && connections.every(({ first, last }) => last === first);
}

/** Groups or clients, by name, with a request for which such evidence was found. */
function withEvidence(
  entries: readonly RequestEntry[],
  names: readonly EvidenceName[],
  nameOf: (entry: RequestEntry) => string,
): ReadonlySet<string> {
  const has = ({ predecessors = [] }: RequestEntry) =>
    predecessors.some(({ evidence }) => evidence.some((name) => names.includes(name)));
  return new Set(entries.filter(has).map(nameOf));
}

/** Connections that are opened while others are busy show that requests overlap. */
const ofOverlapping = ['opened-beside-others', 'opened-meanwhile', 'opened-meanwhile-at-once'] as const;

/** Clients that sent one idempotency key in several requests. */
function keepersOfKeys(entries: readonly RequestEntry[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const keepers = new Set<string>();
  for (const entry of entries) {
    if (entry.idempotencyKey === null) continue;
    const key = `${clientOf(entry)} ${entry.idempotencyKey}`;
    if (seen.has(key)) keepers.add(clientOf(entry));
    seen.add(key);
  }
  return keepers;
}

/** Groups in which a request may follow another one that has another trace, or none. */
function tracedGroups(entries: readonly RequestEntry[]): ReadonlySet<string> {
  const differs = ({ predecessors = [] }: RequestEntry) =>
    predecessors.some(({ evidence }) => !evidence.includes('trace-id'));
  return new Set(entries.filter(differs).map(groupOf));
}

/** The request of the same group that arrived before each. */
function requestsBefore(sorted: readonly RequestEntry[]): Map<RequestEntry, RequestEntry> {
  const latest = new Map<string, RequestEntry>();
  const before = new Map<RequestEntry, RequestEntry>();
  for (const entry of sorted) {
    const known = latest.get(groupOf(entry));
    if (known !== undefined) before.set(entry, known);
    latest.set(groupOf(entry), entry);
  }
  return before;
}

export function habitsOf(entries: readonly RequestEntry[]): RunHabits {
  const sorted = entries.toSorted((one, other) => one.at - other.at || one.id - other.id);
  const counting = new Set(entries.filter(({ retryCount }) => (retryCount ?? 0) > 0).map(clientOf));
  const overlapping = overlappingGroups(sorted);
  const pools = connectionsOf(sorted);
  const oneEach = new Set(pools.filter(areForOneEach).flatMap((pool) => pool.map(({ client }) => client)));
  for (const group of [...poolingGroups(pools), ...withEvidence(entries, ofOverlapping, groupOf)])
    overlapping.add(group);
  const before = requestsBefore(sorted);
  const lastUses = new Map(sorted.map(({ connection, at }) => [connection, at]));
  const followed = new Set(before.values());
  const traced = tracedGroups(entries);
  const keepTraces = withEvidence(entries, ['trace-id'], clientOf);
  const keepKeys = keepersOfKeys(entries);
  return {
    hasTraces: (entry) => !overlapping.has(groupOf(entry)) || traced.has(groupOf(entry)),
    counts: (entry) => counting.has(clientOf(entry)),
    reuses: (entry) => !oneEach.has(clientOf(entry)),
    isOpen: (entry, at) => (lastUses.get(entry.connection) ?? 0) > at,
    traffic: (entry) => (overlapping.has(groupOf(entry)) ? 'overlapping' : 'sequential'),
    keepsTraces: (entry) => keepTraces.has(clientOf(entry)),
    keepsKeys: (entry) => keepKeys.has(clientOf(entry)),
    isNext: (entry, earlier) => before.get(entry) === earlier,
    isFirst: (entry) => !before.has(entry),
    isLast: (entry) => !followed.has(entry),
  };
}
