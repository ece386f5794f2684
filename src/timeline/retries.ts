import { once } from '../lib/once.ts';
import type { Attempt, Call, Timeline } from '../model/timeline.ts';
import { knownAt } from './allowed.ts';

/** A request that was sent again. */
export interface Retry {
  readonly call: Call;
  readonly before: Attempt;
  readonly attempt: Attempt;
}

/** All retries, in the order of their calls. */
export const retriesOf = once(({ calls }: Pick<Timeline, 'calls'>): readonly Retry[] => {
  const retries: Retry[] = [];
  for (const call of calls) {
    let before = call.attempts[0];
    for (const attempt of call.attempts.slice(1)) {
      retries.push({ call, before, attempt });
      before = attempt;
    }
  }
  return retries;
});

/** Milliseconds from when the client may have known the result of the attempt before to the retry. */
export function gapOf({ before, attempt }: Retry): number {
  return attempt.at - knownAt(before);
}

/** Whether the retry asks the same model with the same key, so that only time can change the result. */
export function asksTheSame({ before: { entry: before }, attempt: { entry } }: Retry): boolean {
  return before.model === entry.model && before.key === entry.key;
}
