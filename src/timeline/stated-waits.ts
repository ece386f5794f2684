import type { Attempt, Band, Call } from '../model/timeline.ts';
import { allowedAfter, statesWait, toleranceMs } from './allowed.ts';
import type { Asking } from './place.ts';
import type { Retry } from './retries.ts';

/** Most earlier answers of a call whose waits are looked at. */
const maxStated = 10;

/** A retry, and when the answer `before` lets it arrive. */
export interface BoundRetry extends Retry {
  readonly allowed: Band;
}

/** When a model may be asked again by what an answer stated; `null`: it stated no wait for that model. */
function statedBand(attempt: Attempt, next: Asking): Band | null {
  return allowedAfter({ attempt, backoff: null, own: 0, next });
}

/**
 * Each attempt with the answer whose wait binds it: that of the attempt before, or an earlier one that has
 * asked for a wait which is not over.
 */
export function boundRetriesOf(call: Call): BoundRetry[] {
  const stated: Attempt[] = [];
  return call.attempts.flatMap((attempt) => {
    const binding = stated.toReversed().flatMap((before) => {
      const allowed = statedBand(before, attempt.entry);
      const isOver = allowed === null || attempt.at >= allowed.from - toleranceMs;
      if (allowed === null || (isOver && before.ordinal + 1 < attempt.ordinal)) return [];
      return [{ call, before, attempt, allowed }];
    });
    const { result } = attempt;
    if (result.kind === 'error' && statesWait(result)) stated.push(attempt);
    if (stated.length > maxStated) stated.shift();
    return binding.slice(0, 1);
  });
}
