import { headerValue, shouldRetry } from '../lib/http.ts';
import type { Played } from '../model/entry.ts';

/** The end of an attempt, for the call that it belongs to. */
export interface AttemptEnd {
  readonly outcome: 'answered' | 'failed';
  /** Earliest time at which the client may have known the outcome, in milliseconds since the Unix epoch. */
  readonly knownAt: number;
  /** End of the wait in whole seconds that the answer asked for (Unix ms); absent: it asked for none. */
  readonly askedUntil?: number;
  /**
   * Earliest time (Unix ms) at which an SDK that counts its retries sends one by itself; absent: it sends
   * none after this end.
   */
  readonly retriedFrom?: number;
}

/** Milliseconds by which a client may have opened a new connection before its disconnect arrives here. */
const leavingMs = 100;

/** The shortest first wait (ms) of the SDKs of OpenAI and Anthropic: 0.5 s, shortened by up to a quarter. */
const shortestWaitMs = 375;
/** A longer wait (ms) in `Retry-After` is ignored by these SDKs. */
const longestAskedMs = 60_000;

type Ended = Pick<Played, 'status' | 'headAt' | 'ending'> & Partial<Pick<Played, 'headers' | 'errorInside'>>;

/** Whole seconds in `Retry-After`, as milliseconds; 0: none that these SDKs follow. */
function askedMs(headers: readonly string[]): number {
  const ms = Number(headerValue(headers, 'retry-after')) * 1_000;
  return ms >= 0 && ms <= longestAskedMs ? ms : 0;
}

/**
 * Whether these SDKs retry after the status; `null`: after an answer that broke, they do. What
 * `x-should-retry` says outranks it; in a body they do not look.
 */
function isRetried({ status, headers = [], errorInside }: Ended): boolean {
  const field = shouldRetry(headers);
  if (field !== null) return field === 'retry';
  if (errorInside !== undefined) return false;
  return status === null || status < 400 || [408, 409, 429].includes(status) || status >= 500;
}

function failedEnd(ended: Ended, knownAt: number): AttemptEnd {
  const { headers = [] } = ended;
  const asked = askedMs(headers);
  const end = { outcome: 'failed', knownAt, ...(asked > 0 ? { askedUntil: knownAt + asked } : {}) } as const;
  if (!isRetried(ended)) return end;
  return { ...end, retriedFrom: knownAt + Math.max(shortestWaitMs, asked) };
}

/**
 * `now`: end of the attempt, in milliseconds since the
 * Unix epoch. The client knows an error from its head on.
 */
export function attemptEnd(played: Ended, now: number): AttemptEnd {
  const { status, headAt, ending } = played;
  if (ending === 'client-left') return failedEnd(played, now - leavingMs);
  if (status !== null && status >= 400) return failedEnd(played, headAt ?? now);
  if (ending === 'complete' && status !== null && played.errorInside === undefined)
    return { outcome: 'answered', knownAt: now };
  return failedEnd(played, now);
}
