import type { BackoffFigures } from '../model/backoff.ts';
import type { AttemptResult, Band } from '../model/timeline.ts';
import type { AttemptAlone } from './attempt-alone.ts';
import { type Asking, isSamePlace, namedUpstream } from './place.ts';
import { retryabilityOf } from './retryability.ts';

export type ErrorResult = Extract<AttemptResult, { kind: 'error' }>;

/** Resolution (ms) of an HTTP-date: whole seconds. */
const dateResolutionMs = 1_000;
/** A retry is late when it exceeds the wait by this share of it, and by at least so many milliseconds. */
const lateShare = 0.5;
const lateAtLeastMs = 2_000;

/**
 * Tolerance (ms) before a retry counts as early: timers fire up to 1 ms too soon, and both ends of a wait
 * are rounded.
 */
export const toleranceMs = 20;

/**
 * Whether the answer states a wait. `Retry-After: 0` and a date in the past state none: HTTP allows to ask
 * again at once, and a server that is still overloaded leaves the length to the client.
 */
export function statesWait({ wait }: ErrorResult): boolean {
  return wait !== null && wait.ms > 0;
}

/**
 * Whether the client chooses the wait after this attempt: the failure was transient, and no answer stated a
 * wait. Not if the next attempt asks another model or upstream (it has a queue of its own), and not if the
 * client first has to look at what has changed.
 */
export function isOwnWait(before: AttemptAlone, next: Asking): boolean {
  const { result, entry } = before;
  if (!isSamePlace(entry, next) || !['transient', 'mid-answer'].includes(retryabilityOf(before)))
    return false;
  return result.kind !== 'error' || !(statesWait(result) || result.advised.advice === 'refresh-then-retry');
}

/**
 * The range of wait n (from 0) of a platform's backoff. The documents do not say whether the cap applies
 * before or after the jitter; the range allows both. With first 1 s, factor 2, jitter ±50 % and cap 30 s:
 *
 *     0.5 · min(30, 2ⁿ)  ≤  wait  ≤  1.5 · min(30, 2ⁿ)
 */
export function backoffBand({ firstMs, factor, jitter, capMs }: BackoffFigures, n: number) {
  const middle = Math.min(capMs, firstMs * factor ** n);
  return { fromMs: middle * (1 - jitter), toMs: middle * (1 + jitter) };
}

/**
 * The earliest time (Unix ms) at which the client may know the result of an attempt. For an error that is
 * its head: the time that a busy machine takes to record the end is not part of the client's wait.
 */
export function knownAt({
  result,
  headAt,
  endedAt,
}: Pick<AttemptAlone, 'result' | 'headAt' | 'endedAt'>): number {
  const isInHead = result.kind === 'error' && result.inside === undefined;
  return isInHead ? (headAt ?? endedAt) : endedAt;
}

/** Where nobody gives figures: those that most clients choose for themselves. */
export const usualBackoff: BackoffFigures = { firstMs: 1_000, factor: 2, jitter: 0.5, capMs: 30_000 };

/** What decides how long the client has to wait before its next attempt. */
export interface Before {
  readonly attempt: AttemptAlone;
  readonly backoff: BackoffFigures | null;
  /** Number of earlier waits of this call, for the same model and upstream, that the client chose itself. */
  readonly own: number;
  /** The next attempt. */
  readonly next: Asking;
}

/** When the next attempt may arrive; `null`: nothing is documented about it. */
export function allowedAfter({ attempt, backoff, own, next }: Before): Band | null {
  const { result, headAt, endedAt, entry } = attempt;
  const known = knownAt(attempt);
  if (result.kind === 'error' && result.wait !== null && statesWait(result)) {
    // A rate limit may apply to all models; a wait stated with another error, such as a 503, applies to
    // one. What one upstream states does not bind requests to another.
    if (namedUpstream(entry) !== namedUpstream(next)) return null;
    if (entry.model !== next.model && result.status !== 429) return null;
    const { form, ms } = result.wait;
    const from = (headAt ?? endedAt) + Math.max(0, ms - (form === 'date' ? dateResolutionMs : 0));
    return { from, to: from + Math.max(lateAtLeastMs, ms * lateShare), because: 'retry-after' };
  }
  if (backoff === null || !isOwnWait(attempt, next)) return null;
  const { fromMs, toMs } = backoffBand(backoff, own);
  return { from: known + fromMs, to: known + toMs, because: 'backoff' };
}
