import type { Timeline } from '../model/timeline.ts';
import { isOwnWait } from './allowed.ts';
import { gapOf, type Retry } from './retries.ts';

/** A wait that the client chose, since no answer told it. */
export interface OwnWait extends Retry {
  /** Which one of its call, for its model, from 0. */
  readonly n: number;
  readonly ms: number;
  /** It met something that no document of a gateway speaks of: a connection that broke, or silence. */
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

/** The first wait of each call, from its first attempt to its second. */
export function firstWaitsOf(timeline: Pick<Timeline, 'calls'>): OwnWait[] {
  return ownWaitsOf(timeline).filter(({ before }) => before.ordinal === 1);
}

/** Waits put together by their calls. */
export function byCall(waits: readonly OwnWait[]): OwnWait[][] {
  const calls: OwnWait[][] = [];
  for (const wait of waits) {
    const latest = calls.at(-1);
    if (latest?.[0]?.call === wait.call) latest.push(wait);
    else calls.push([wait]);
  }
  return calls;
}
