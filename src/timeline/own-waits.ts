import type { Timeline } from '../model/timeline.ts';
import { isOwnWait } from './allowed.ts';
import { gapOf, isGuess, type Retry } from './retries.ts';

/** A wait whose length the client chose, since no answer stated one. */
export interface OwnWait extends Retry {
  /** Ordinal of the wait among the call's own waits for this model, from 0. */
  readonly n: number;
  readonly ms: number;
  /** Whether the wait follows a broken connection or a silence, for which no platform documents a wait. */
  readonly afterBreak: boolean;
}

export function ownWaitsOf(timeline: Pick<Timeline, 'calls'>): OwnWait[] {
  const waits: OwnWait[] = [];
  for (const call of timeline.calls) {
    let [n, before] = [0, call.attempts[0]];
    for (const attempt of call.attempts.slice(1)) {
      const { model } = attempt.entry;
      if (before.entry.model !== model) n = 0;
      if (isOwnWait(before, model)) {
        const afterBreak = before.result.kind !== 'error';
        waits.push({ call, before, attempt, n, ms: gapOf({ call, before, attempt }), afterBreak });
        n += 1;
      }
      before = attempt;
    }
  }
  return waits;
}

/** The first wait of each call, from its first attempt to its second; a guess is no evidence of a wait. */
export function firstWaitsOf(timeline: Pick<Timeline, 'calls'>): OwnWait[] {
  return ownWaitsOf(timeline).filter(({ before, attempt }) => before.ordinal === 1 && !isGuess(attempt));
}

/** Groups waits by call. */
export function byCall(waits: readonly OwnWait[]): OwnWait[][] {
  const calls: OwnWait[][] = [];
  for (const wait of waits) {
    const latest = calls.at(-1);
    if (latest?.[0]?.call === wait.call) latest.push(wait);
    else calls.push([wait]);
  }
  return calls;
}
