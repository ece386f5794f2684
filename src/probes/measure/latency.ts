import { lastOf } from '../../timeline/endings.ts';
import type { ProbeContext, Sample } from '../probe.ts';
import { type CallsParams, callsOf, figureOf } from './calls.ts';

/**
 * The time from the arrival of a call's first attempt to the end of its last one, of which that part of the
 * calls (0 to 1) are not slower: the nearest rank.
 */
export function latencyAt(part: number, params: CallsParams, context: ProbeContext): Sample {
  const times = callsOf(params, context)
    .map((call) => lastOf(call).endedAt - call.attempts[0].at)
    .toSorted((one, other) => one - other);
  return figureOf(times[Math.max(0, Math.ceil(part * times.length) - 1)] ?? null, times.length);
}
