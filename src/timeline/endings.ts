import { once } from '../lib/once.ts';
import type { Attempt, Call, Timeline } from '../model/timeline.ts';
import { wasStopped } from './retryability.ts';

/** The last attempt of a call. */
export function lastOf({ attempts }: Call): Attempt {
  return attempts.at(-1) ?? attempts[0];
}

interface OfCall {
  readonly call: Call;
  readonly attempt: Attempt;
}

/** Every attempt with its call, in the order of the calls. */
export const attemptsOf = once(({ calls }: Pick<Timeline, 'calls'>): readonly OfCall[] =>
  calls.flatMap((call) => call.attempts.map((attempt) => ({ call, attempt }))),
);

/**
 * Returns a test for whether a request or connection that ended at the given time (Unix ms) may have been
 * cut off when its command was stopped: nothing arrived afterwards. A client that went on had left by
 * itself.
 */
export function stopOf(timeline: Timeline): (endedAt: number) => boolean {
  if (!wasStopped(timeline)) return () => false;
  const later = (late: number, { at }: { readonly at: number }) => Math.max(late, at);
  const opened = timeline.openings.reduce(later, Number.NEGATIVE_INFINITY);
  const latest = attemptsOf(timeline).reduce((late, { attempt }) => later(late, attempt), opened);
  return (endedAt) => endedAt >= latest;
}

/** A client that leaves a silence sooner than this (ms) has other reasons than the silence. */
const noticedSilenceMs = 1_000;

/** Whether the attempt got part of a successful answer and then nothing more. */
export function isHalf({ result, entry, faults }: Attempt): boolean {
  if (result.kind === 'broken') return result.how !== 'before-head';
  const { status } = entry.played;
  const began = status !== null && status < 400;
  // A client that leaves an answer without a fault has read enough of it, so that only injected silences
  // count.
  const silence = entry.played.pauses.at(-1);
  const waited = silence !== undefined && silence.actualMs >= noticedSilenceMs && faults.length > 0;
  const silenced = waited && result.kind === 'left' && result.during === 'waiting';
  return began && (result.kind === 'hung' || silenced);
}
