import type { Rule } from '../model/scenario.ts';

/**
 * Whether the order of arrival does not influence what a request meets. Chance is independent of it;
 * counters are not, unless `per: call` gives each call its own.
 */
export function isOrderIndependent({ schedule, injection, per }: Rule): boolean {
  const counts =
    injection.kind === 'sequence' ||
    schedule.skip > 0 ||
    schedule.every > 1 ||
    schedule.times !== Number.POSITIVE_INFINITY;
  return !counts || per === 'call';
}
