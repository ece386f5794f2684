import { once } from '../lib/once.ts';
import type { Attempt, Call, Timeline } from '../model/timeline.ts';
import { knownAt } from './allowed.ts';

/** A request that was sent again. */
export interface Retry {
  readonly call: Call;
  readonly before: Attempt;
  readonly attempt: Attempt;
}

/** In the order of their calls. */
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

/** Milliseconds from when the client may have known what became of the one, to the other. */
export function gapOf({ before, attempt }: Retry): number {
  return attempt.at - knownAt(before);
}

/** The same model is asked with the same key: nothing but time can make a difference. */
export function asksTheSame({ before: { entry: before }, attempt: { entry } }: Retry): boolean {
  return before.model === entry.model && before.key === entry.key;
}
