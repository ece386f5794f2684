import type { Platform } from '../model/platform.ts';
import type { AttemptResult, Timeline } from '../model/timeline.ts';
import type { AttemptAlone } from './attempt-alone.ts';

/**
 * Whether sending a request again can help, judged by the result of its attempt. `mid-answer`: part of the
 * answer had been sent and cannot be taken back. `unknown`: the client left an answer, or the gateway was
 * shutting down.
 */
export type Retryability = 'none' | 'transient' | 'permanent' | 'mid-answer' | 'unknown';

function ofSilence({ entry, headAt }: AttemptAlone): Retryability {
  return entry.stream && headAt !== null ? 'mid-answer' : 'transient';
}

/** Nothing of an answer came: the stream is empty, or an error is its first event. */
function hasNothing({ entry, result }: AttemptAlone): boolean {
  const where = entry.played.errorInside?.where;
  return result.kind === 'broken' && (where === 'first-event' || where === 'empty');
}

export function retryabilityOf(attempt: AttemptAlone): Retryability {
  const { result } = attempt;
  switch (result.kind) {
    case 'answered':
      return 'none';
    case 'error':
      return ['fix', 'top-up', 'never'].includes(result.advised.advice) ? 'permanent' : 'transient';
    case 'broken':
      return result.how === 'before-head' || hasNothing(attempt) ? 'transient' : 'mid-answer';
    case 'hung':
      return ofSilence(attempt);
    case 'left':
      return result.during === 'answer' ? 'unknown' : ofSilence(attempt);
    case 'drained':
      return 'unknown';
  }
}

/** Waits longer than this (ms) excuse giving up. */
const maxWaitMs = 60_000;

/**
 * Whether an error passes after a time that the answer does not state, such as DeepToken's budget. A 429 is
 * left out: it has a `Retry-After`, or backoff applies.
 */
export function hasUnstatedWindow(met: AttemptResult, { errors }: Platform): boolean {
  if (met.kind !== 'error' || met.advised.advice !== 'retry-after' || met.wait !== null) return false;
  const entry = errors.find(({ name }) => name === met.entry);
  return met.status !== 429 && entry !== undefined && entry.retryAfterMs === null;
}

/** Whether a client may give up instead of waiting. */
export function excusesGivingUp(met: AttemptResult, platform: Platform): boolean {
  const long = met.kind === 'error' && met.wait !== null && met.wait.ms > maxWaitMs;
  return long || hasUnstatedWindow(met, platform);
}

/**
 * Whether the command was stopped by a limit: anything it had not done by then, it may have been about to
 * do.
 */
export function wasStopped({ command }: Timeline): boolean {
  return command !== null && command.stopped !== null;
}

/** Key by which similar problems are grouped: `rate-limited`, `503`, `broken in-stream`. */
export function resultKey(met: AttemptResult): string {
  if (met.kind === 'error') return met.entry ?? String(met.status);
  return met.kind === 'broken' ? `broken ${met.how}` : met.kind;
}
