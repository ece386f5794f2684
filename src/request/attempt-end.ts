import type { Played } from '../model/entry.ts';

/** What an attempt came to, for the call that it belongs to. */
export interface AttemptEnd {
  readonly outcome: 'answered' | 'failed';
  /** From when on its client may have known that, in milliseconds since the Unix epoch. */
  readonly knownAt: number;
}

/** A client that leaves may have connected anew before we see it go, in milliseconds. */
const leavingMs = 100;

/** `now`: when it ended, in milliseconds since the Unix epoch. An error is known by its head. */
export function attemptEnd(played: Pick<Played, 'status' | 'headAt' | 'ending'>, now: number): AttemptEnd {
  const { status, headAt, ending } = played;
  if (ending === 'client-left') return { outcome: 'failed', knownAt: now - leavingMs };
  if (status !== null && status >= 400) return { outcome: 'failed', knownAt: headAt ?? now };
  return { outcome: ending === 'complete' && status !== null ? 'answered' : 'failed', knownAt: now };
}
