import type { Told } from './timeline.ts';

type Met = Omit<Told, 'at'>;

/** How long an attempt takes, from arrival to end, where nothing else is said. */
export const tookMs = 1;

/**
 * A call that meets the same before each of the gaps, and `last` behind them. Gaps are in milliseconds,
 * from the end of an attempt to the arrival of the next one.
 */
export function spaced(met: Met, gaps: readonly number[], last: Met = {}, startsAt = 0): Told[] {
  const attempts: Told[] = [];
  let at = startsAt;
  for (const gap of gaps) {
    attempts.push({ ...met, at });
    at += (met.took ?? tookMs) + gap;
  }
  return [...attempts, { ...last, at }];
}
