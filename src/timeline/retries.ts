import { once } from '../lib/once.ts';
import type { Attempt, Call, Timeline } from '../model/timeline.ts';
import { knownAt } from './allowed.ts';
import { type Asking, isSamePlace, namedUpstream } from './place.ts';

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

/** Whether the retry asks the same of the same model and upstream with the same key: only time changes it. */
export function asksTheSame({ before: { entry: before }, attempt: { entry, changed } }: Retry): boolean {
  if (changed.includes('key') || changed.includes('content')) return false;
  return isSamePlace(before, entry) && before.key === entry.key;
}

/** Whether only its likeness to an earlier request with another body makes the request a retry. */
export function isGuess({ changed }: Pick<Attempt, 'changed'>): boolean {
  return changed.includes('content') || changed.includes('incidental');
}

/** Whether both ask the same model: ids that differ by their case are one model. */
export function isSameModel(
  { model: one }: Pick<Attempt['entry'], 'model'>,
  { model: other }: Pick<Attempt['entry'], 'model'>,
): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

/** The same, at the same upstream. */
export function isSameModelThere(one: Asking, other: Asking): boolean {
  return isSameModel(one, other) && namedUpstream(one) === namedUpstream(other);
}
