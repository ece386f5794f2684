import { once } from '../lib/once.ts';
import type { Attempt, Call, Timeline } from '../model/timeline.ts';
import { wasStopped } from './retryability.ts';

/** The attempt behind which none came. */
export function lastOf({ attempts }: Call): Attempt {
  return attempts.at(-1) ?? attempts[0];
}

interface OfCall {
  readonly call: Call;
  readonly attempt: Attempt;
}

/** Every attempt with its call, call by call. */
export const attemptsOf = once(({ calls }: Pick<Timeline, 'calls'>): readonly OfCall[] =>
  calls.flatMap((call) => call.attempts.map((attempt) => ({ call, attempt }))),
);

/**
 * Tells of what ended at some time, in Unix milliseconds, whether the end of a stopped command may have
 * been the reason: nothing came afterwards. A client that goes on has left by itself.
 */
export function stopOf(timeline: Timeline): (endedAt: number) => boolean {
  if (!wasStopped(timeline)) return () => false;
  const later = (late: number, { at }: { readonly at: number }) => Math.max(late, at);
  const opened = timeline.openings.reduce(later, Number.NEGATIVE_INFINITY);
  const latest = attemptsOf(timeline).reduce((late, { attempt }) => later(late, attempt), opened);
  return (endedAt) => endedAt >= latest;
}

/** Who leaves sooner than this, in milliseconds, left for reasons of his own and not for a silence. */
const noticedSilenceMs = 1_000;

/** Whether it got a part of an answer that was going to be a success, and then no more. */
export function isHalf({ result, entry, faults }: Attempt): boolean {
  if (result.kind === 'broken') return result.how !== 'before-head';
  const { status } = entry.played;
  const began = status !== null && status < 400;
  // Who leaves an answer that nothing is wrong with has had enough of it.
  const silence = entry.played.pauses.at(-1);
  const waited = silence !== undefined && silence.actualMs >= noticedSilenceMs && faults.length > 0;
  const silenced = waited && result.kind === 'left' && result.during === 'waiting';
  return began && (result.kind === 'hung' || silenced);
}
