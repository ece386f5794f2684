import { type EvidenceName, freedWithinMs, type Identifying } from '../model/evidence.ts';
import type { ConnectionUse } from '../model/facts.ts';
import type { Arrival, FailedAttempt } from './arrival.ts';
import type { Candidate } from './failed-attempts.ts';

/** What the requests under one label have shown of their clients so far. */
export interface Habits {
  /** Clients (by `User-Agent`) that have sent a retry count above 0: a count of 0 is a new call of theirs. */
  readonly counting: { has(client: string | null): boolean };
  /** Traces that requests under way at once had in common: those of jobs, not of calls. */
  readonly jobs: { has(trace: string): boolean };
  /** Whether two requests were ever under way at once. */
  readonly traffic: 'sequential' | 'overlapping';
}

/** A count that the call's SDK would send next: one more than before, or the number of attempts so far. */
function countFits({ attempt, arrival }: FailedAttempt, count: number | null): boolean {
  if (count === null || count === 0) return false;
  return arrival.retryCount === null ? attempt === count : arrival.retryCount + 1 === count;
}

function idsInCommon(
  failed: FailedAttempt,
  { trace, key, retryCount }: Arrival,
  { jobs }: Habits,
): Identifying[] {
  const found: Identifying[] = [];
  if (key !== null && failed.arrival.key === key) found.push('idempotency-key');
  if (trace !== null && failed.arrival.trace === trace && !jobs.has(trace)) found.push('trace-id');
  if (countFits(failed, retryCount)) found.push('retry-count');
  return found;
}

/** Equal requests that are sent together over a connection pool arrive within this many milliseconds. */
const burstWindowMs = 250;

function ofNewConnection(use: ConnectionUse, afterMs: number): EvidenceName[] {
  const beside: EvidenceName[] = use === 'first-beside-others' ? ['opened-beside-others'] : [];
  if (use === 'first' || afterMs < freedWithinMs) return beside;
  return [...beside, 'opened-beside-idle'];
}

/** A connection that was open before the other request came is one of a pool, as a used one is. */
function ofConnections({ arrival: before, knownAt }: FailedAttempt, arrival: Arrival): EvidenceName[] {
  const { openedAt, connection, connectionUse, at } = arrival;
  const atOnce = at - knownAt < burstWindowMs;
  if (openedAt !== null && openedAt >= knownAt) return ofNewConnection(connectionUse, openedAt - knownAt);
  if (openedAt !== null && openedAt > before.at)
    return [atOnce ? 'opened-meanwhile-at-once' : 'opened-meanwhile'];
  if (openedAt !== null && atOnce) return ['opened-before-at-once'];
  return atOnce && connection !== before.connection ? ['pooled-at-once'] : [];
}

/**
 * Both attempts were the first ones of their SDK, which would have retried the earlier one itself.
 *
 *     0 ── 429, Retry-After: 5 ────────── 1     one call
 *        0 ── 429, Retry-After: 5 ────────── 1  another one, of a second worker
 */
function countsAnew(
  failed: FailedAttempt,
  { retryCount, client, at }: Arrival,
  { counting }: Habits,
): boolean {
  const { arrival: before, retriedFrom } = failed;
  const first = retryCount === 0 && before.retryCount === 0 && before.client === client;
  return first && retriedFrom !== undefined && (at < retriedFrom || counting.has(client));
}

function hasOtherTrace({ arrival: before }: FailedAttempt, { trace }: Arrival): boolean {
  return trace !== null && before.trace !== null && trace !== before.trace;
}

function ofKeys({ arrival: before, keepsKey }: FailedAttempt, { key }: Arrival): EvidenceName[] {
  if (key === null || before.key === null) return [];
  return [keepsKey ? 'left-its-idempotency-key' : 'other-idempotency-key'];
}

/** A retry on time comes within so many milliseconds after the end of the wait. */
const onTimeMs = 250;

/** Of a wait that the answer asked for; the judge knows the waits of the platform as well. */
export function timingOf({ askedUntil }: FailedAttempt, { at }: Arrival): EvidenceName[] {
  if (askedUntil === undefined || at > askedUntil + onTimeMs) return [];
  return [at < askedUntil ? 'early' : 'on-time'];
}

/** What is known of both requests when the later one arrives; `body`: how alike they are. */
export function evidenceOf(
  failed: FailedAttempt,
  arrival: Arrival,
  { body, isOnlyOne }: Pick<Candidate, 'body' | 'isOnlyOne'>,
  habits: Habits,
): EvidenceName[] {
  const inTurn: EvidenceName[] = habits.traffic === 'sequential' && body === 'equal-body' ? ['in-turn'] : [];
  const ids = idsInCommon(failed, arrival, habits);
  const evidence: EvidenceName[] = [body, ...ids, ...inTurn];
  const isSame = failed.arrival.connection === arrival.connection;
  if (isOnlyOne) evidence.push(isSame ? 'only-one-equal' : 'only-one-equal-elsewhere');
  if (ids.includes('idempotency-key')) return evidence;
  evidence.push(...ofKeys(failed, arrival));
  if (hasOtherTrace(failed, arrival)) evidence.push('other-trace');
  if (failed.arrival.client !== arrival.client) evidence.push('other-client');
  if (ids.length > 0) return evidence;
  // Requests with bodies of their own may be sent at once: that says nothing of the one with this body.
  if (!isOnlyOne) evidence.push(...ofConnections(failed, arrival));
  if (countsAnew(failed, arrival, habits)) evidence.push('counts-anew');
  return evidence;
}
