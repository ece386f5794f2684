import type { Played } from '../model/entry.ts';

/** The end of an attempt, for the call that it belongs to. */
export interface AttemptEnd {
  readonly outcome: 'answered' | 'failed';
  /** Earliest time at which the client may have known the outcome, in milliseconds since the Unix epoch. */
  readonly knownAt: number;
}

/** Milliseconds by which a client may have opened a new connection before its disconnect arrives here. */
const leavingMs = 100;

/**
 * `now`: end of the attempt, in milliseconds since the
 * Unix epoch. The client knows an error from its head on.
 */
export function attemptEnd(played: Pick<Played, 'status' | 'headAt' | 'ending'>, now: number): AttemptEnd {
  const { status, headAt, ending } = played;
  if (ending === 'client-left') return { outcome: 'failed', knownAt: now - leavingMs };
  if (status !== null && status >= 400) return { outcome: 'failed', knownAt: headAt ?? now };
  return { outcome: ending === 'complete' && status !== null ? 'answered' : 'failed', knownAt: now };
}
