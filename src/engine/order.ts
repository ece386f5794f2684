import type { Rule } from '../model/scenario.ts';

/**
 * Whether what a request meets is the same whoever comes first. Chance is; counters go by arrival, unless
 * `per: call` gives each call a counter of its own.
 */
export function isOrderFree({ schedule, injection, per }: Rule): boolean {
  const counts =
    injection.kind === 'sequence' ||
    schedule.skip > 0 ||
    schedule.every > 1 ||
    schedule.times !== Number.POSITIVE_INFINITY;
  return !counts || per === 'call';
}
