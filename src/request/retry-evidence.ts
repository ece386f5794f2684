import type { Arrival, FailedCall } from './arrival.ts';

/** What the requests under one label have shown of their clients so far. */
export interface Habits {
  /** Clients (by `User-Agent`) that have sent a retry count above 0: a count of 0 is a new call of theirs. */
  readonly counting: { has(client: string | null): boolean };
  /** Whether two requests were ever under way at once. */
  readonly traffic: 'sequential' | 'overlapping';
}

/** Weights of the signals that a request is a retry of a call, strongest first. */
const evidenceWeights = { 'idempotency-key': 8, 'trace-id': 4, 'retry-count': 2 } as const;
export type RetrySignal = keyof typeof evidenceWeights;

export function weightOf(signals: readonly RetrySignal[]): number {
  return signals.reduce((sum, name) => sum + evidenceWeights[name], 0);
}

/** A count that the call's SDK would send next: one more than before, or the number of attempts so far. */
function countFits({ attempts, last: { arrival } }: FailedCall, count: number | null): boolean {
  if (count === null || count === 0) return false;
  return arrival.retryCount === null ? attempts === count : arrival.retryCount + 1 === count;
}

export function retrySignalsOf(call: FailedCall, { trace, key, retryCount }: Arrival): RetrySignal[] {
  const found: RetrySignal[] = [];
  if (key !== null && call.key?.digest === key) found.push('idempotency-key');
  if (trace !== null && call.last.arrival.trace === trace) found.push('trace-id');
  if (countFits(call, retryCount)) found.push('retry-count');
  return found;
}

/** A client that sent the same key in two attempts keeps it, so a different key means a different call. */
function hasOtherKey(call: FailedCall, { key }: Arrival): boolean {
  return key !== null && call.key !== null && call.key.times > 1 && call.key.digest !== key;
}

/** Equal requests that are sent together over a connection pool arrive within this many milliseconds. */
const burstWindowMs = 250;

/** Whether the request's connection was opened before the client could know that the call had failed. */
function wasOpenedBefore({ last }: FailedCall, { openedAt }: Arrival): boolean {
  return openedAt !== null && openedAt < last.knownAt;
}

function isInBurst({ last }: FailedCall, { at }: Arrival): boolean {
  return at - last.knownAt < burstWindowMs;
}

/** Both attempts were the first ones of their SDK, which would have retried the earlier one itself. */
function countsAnew({ last }: FailedCall, { retryCount, client }: Arrival): boolean {
  const first = retryCount === 0 && last.arrival.retryCount === 0 && last.arrival.client === client;
  return first && last.retriedFrom !== undefined;
}

/**
 * Whether the request cannot continue the call. `perhaps`: it does if the retry count of its SDK is always
 * 0, which only the requests to come can show.
 *
 *     0 ── 429, Retry-After: 5 ────────── 1     one call
 *        0 ── 429, Retry-After: 5 ────────── 1  another one, of a second worker
 */
export function contradiction(call: FailedCall, arrival: Arrival, habits: Habits): 'yes' | 'perhaps' | 'no' {
  if (hasOtherKey(call, arrival)) return 'yes';
  if (retrySignalsOf(call, arrival).length > 0) return 'no';
  if (wasOpenedBefore(call, arrival) && isInBurst(call, arrival)) return 'yes';
  if (!countsAnew(call, arrival)) return 'no';
  if (habits.counting.has(arrival.client)) return 'yes';
  return arrival.at < (call.last.retriedFrom ?? 0) ? 'perhaps' : 'no';
}

/** Whether the request may be another call, which was sent while this one was under way. */
export function mayBeAnother(call: FailedCall, arrival: Arrival, { traffic }: Habits): boolean {
  if (traffic === 'sequential') return false;
  if (wasOpenedBefore(call, arrival)) return true;
  const { last } = call;
  const pooled = arrival.openedAt === null && arrival.connection !== last.arrival.connection;
  const keyed = arrival.key !== null && last.arrival.key !== null && arrival.key !== last.arrival.key;
  return (pooled || keyed) && isInBurst(call, arrival);
}
