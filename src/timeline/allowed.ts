import type { Backoff } from '../model/platform.ts';
import type { Attempt, Band } from '../model/timeline.ts';
import { retryabilityOf } from './retryability.ts';

/** An HTTP-date is cut to whole seconds. */
const dateResolutionMs = 1_000;
/** A retry this much later than told is late: as a share of the wait, and at least. */
const lateShare = 0.5;
const lateAtLeastMs = 2_000;

/**
 * A retry this much earlier than it may come is not early yet, in milliseconds: timers fire up to 1 ms too
 * soon, and both ends of a wait are rounded.
 */
export const toleranceMs = 20;

/**
 * Whether the wait after an attempt is the client's own to choose: what it met passes, and it was not told
 * how long that takes. Another model is another queue: nobody has to wait for it. Nor does who is to look
 * first what has changed, and then to ask again.
 */
export function isOwnWait(before: Attempt, model: string | null): boolean {
  const { result, entry } = before;
  if (entry.model !== model || !['transient', 'mid-answer'].includes(retryabilityOf(before))) return false;
  return result.kind !== 'error' || (result.wait === null && result.advised.advice !== 'refresh-then-retry');
}

/**
 * The nth wait (from 0) of a platform's backoff. Whether its cap holds before or after the jitter is not
 * said; this band holds both readings. With first 1 s, factor 2, jitter ±50 % and cap 30 s:
 *
 *     0.5 · min(30, 2ⁿ)  ≤  wait  ≤  1.5 · min(30, 2ⁿ)
 */
export function backoffBand({ firstMs, factor, jitter, capMs }: Backoff, n: number) {
  const middle = Math.min(capMs, firstMs * factor ** n);
  return { fromMs: middle * (1 - jitter), toMs: middle * (1 + jitter) };
}

/**
 * From when on the client may have known what became of an attempt. An error it knows by its head: how long
 * a busy machine takes to note the end is none of its waiting.
 */
export function knownAt({ result, headAt, endedAt }: Pick<Attempt, 'result' | 'headAt' | 'endedAt'>): number {
  return result.kind === 'error' ? (headAt ?? endedAt) : endedAt;
}

/** What the wait before an attempt is measured against. */
export interface Before {
  readonly attempt: Attempt;
  readonly backoff: Backoff | null;
  /** Waits of the call so far, for this model, that were the client's own to choose. */
  readonly own: number;
  /** The model that is asked now. */
  readonly model: string | null;
}

/** When the next attempt may arrive; `null`: nothing is said about it. */
export function allowedAfter({ attempt, backoff, own, model }: Before): Band | null {
  const { result, headAt, endedAt, entry } = attempt;
  const known = knownAt(attempt);
  if (result.kind === 'error' && result.wait !== null) {
    // A rate limit holds for all models, or may; what else tells a wait, such as a 503, means the one.
    if (entry.model !== model && result.status !== 429) return null;
    const { form, ms } = result.wait;
    const from = (headAt ?? endedAt) + Math.max(0, ms - (form === 'date' ? dateResolutionMs : 0));
    return { from, to: from + Math.max(lateAtLeastMs, ms * lateShare), because: 'retry-after' };
  }
  if (backoff === null || !isOwnWait(attempt, model)) return null;
  const { fromMs, toMs } = backoffBand(backoff, own);
  return { from: known + fromMs, to: known + toMs, because: 'backoff' };
}
