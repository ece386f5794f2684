import type { Backoff } from '../model/platform.ts';
import type { Attempt, Band, Met } from '../model/timeline.ts';

/** An HTTP-date is cut to whole seconds. */
const dateResolutionMs = 1_000;
/** A retry this much later than told is late: as a share of the wait, and at least. */
const lateShare = 0.5;
const lateAtLeastMs = 2_000;

/** Errors that pass by themselves, and answers that broke. */
export function passes(met: Met): boolean {
  if (met.kind !== 'error') return met.kind !== 'answered';
  return !['fix', 'top-up', 'never'].includes(met.advised.advice);
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

/** What the wait before an attempt is measured against. */
export interface Before {
  readonly attempt: Attempt;
  readonly backoff: Backoff | null;
  /** Retries of the call so far that no answer told how long to wait for. */
  readonly untold: number;
  /** The model that is asked now. */
  readonly model: string | null;
}

/** When the next attempt may arrive; `null`: nothing is said about it. */
export function allowedAfter({ attempt, backoff, untold, model }: Before): Band | null {
  const { met, headAt, endedAt, entry } = attempt;
  if (met.kind === 'error' && met.wait !== null) {
    const { form, ms } = met.wait;
    const from = (headAt ?? endedAt) + Math.max(0, ms - (form === 'date' ? dateResolutionMs : 0));
    return { from, to: from + Math.max(lateAtLeastMs, ms * lateShare), because: 'retry-after' };
  }
  // Another model is another queue: nobody has to wait for it.
  if (backoff === null || !passes(met) || entry.model !== model) return null;
  const { fromMs, toMs } = backoffBand(backoff, untold);
  return { from: endedAt + fromMs, to: endedAt + toMs, because: 'backoff' };
}
