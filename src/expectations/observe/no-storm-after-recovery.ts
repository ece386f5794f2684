import { knownAt, toleranceMs } from '../../timeline/allowed.ts';
import type { OwnWait } from '../../timeline/own-waits.ts';
import { ascending, countWithin, medianOf } from '../../timeline/times.ts';

/** Fewer simultaneous calls than this are no thundering herd. */
export const minHerd = 10;
/** Share of the calls that could have returned at about the same time and did return together. */
const share = 0.9;
/** "Together" means within this share of the wait, and at most within so many milliseconds. */
const windowShare = 0.05;
const windowAtMostMs = 100;

/** Without waits the window is 0. */
function windowOf(waits: readonly OwnWait[]) {
  const waitMs = medianOf(ascending(waits.map(({ ms }) => ms)));
  return { waitMs, windowMs: Math.max(toleranceMs, Math.min(windowAtMostMs, waitMs * windowShare)) };
}

/** Whether at least `minHerd` calls failed so close together that they could have returned together. */
export function failedTogether(waits: readonly OwnWait[]): boolean {
  const { waitMs } = windowOf(waits);
  const failures = ascending(waits.map(({ before }) => knownAt(before)));
  return failures.some((at) => countWithin(failures, at, at + waitMs) >= minHerd);
}

/** Calls that returned together: a thundering herd. */
export interface Herd {
  readonly together: readonly OwnWait[];
  readonly windowMs: number;
}

/**
 * `null`: there is none. Ten waits of OpenAI's SDKs, which have the smallest jitter (25 % of the longest
 * wait), lie that close together in 1 of 10,000 runs.
 */
export function herdOf(waits: readonly OwnWait[]): Herd | null {
  const { waitMs, windowMs } = windowOf(waits);
  const arrivals = ascending(waits.map(({ attempt }) => attempt.at));
  const began = arrivals.find((at) => {
    const together = countWithin(arrivals, at, at + windowMs);
    const near = countWithin(arrivals, at - waitMs, at + windowMs + waitMs);
    return together >= minHerd && together >= share * near;
  });
  if (began === undefined) return null;
  const together = waits.filter(({ attempt: { at } }) => at >= began && at <= began + windowMs);
  return { together, windowMs };
}
