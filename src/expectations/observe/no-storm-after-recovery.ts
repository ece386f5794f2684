import { knownAt, toleranceMs } from '../../timeline/allowed.ts';
import type { OwnWait } from '../../timeline/own-waits.ts';
import { ascending, countWithin, medianOf } from '../../timeline/times.ts';

/** Fewer calls are no herd. */
export const minHerd = 10;
/** Of calls that could have come back at about the same time, so many come together in a herd. */
const share = 0.9;
/** They come together within this share of their wait, at most within so many milliseconds. */
const windowShare = 0.05;
const windowAtMostMs = 100;

/** Of no waits there is none, and nothing lies within it. */
function windowOf(waits: readonly OwnWait[]) {
  const waitMs = medianOf(ascending(waits.map(({ ms }) => ms)));
  return { waitMs, windowMs: Math.max(toleranceMs, Math.min(windowAtMostMs, waitMs * windowShare)) };
}

/** Whether at least ten calls failed so close to each other that they could have come back together. */
export function failedTogether(waits: readonly OwnWait[]): boolean {
  const { waitMs } = windowOf(waits);
  const failures = ascending(waits.map(({ before }) => knownAt(before)));
  return failures.some((at) => countWithin(failures, at, at + waitMs) >= minHerd);
}

/** Calls that came back together. */
export interface Herd {
  readonly together: readonly OwnWait[];
  readonly windowMs: number;
}

/**
 * `null`: there is none. Ten waits of OpenAI's SDKs, which vary the least (by 25 % of the longest), lie
 * that close to each other in 1 of 10,000 runs.
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
