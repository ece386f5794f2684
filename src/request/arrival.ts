import { digest } from '../lib/digest.ts';
import type { ConnectionUse, RequestFacts } from '../model/facts.ts';
import type { Sketch } from './likeness.ts';
import { idempotencyKeyOf, retryCountOf, signaturesOf, traceOf } from './signature.ts';

/** The properties of a request that identify its call. */
export interface Arrival {
  readonly signatures: readonly string[];
  /** Method and path. */
  readonly route: string;
  readonly trace: string | null;
  /** Digest of its idempotency key. */
  readonly key: string | null;
  readonly retryCount: number | null;
  readonly client: string | null;
  /** Digest of its credential. */
  readonly credential: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly connection: number;
  readonly connectionUse: ConnectionUse;
  /** When the connection was opened for this request; `null`: the connection had an earlier request. */
  readonly openedAt: number | null;
}

export function arrivalOf(facts: RequestFacts): Arrival {
  const { client, key, at, connection, connectionUse, method, path } = facts;
  return {
    signatures: signaturesOf(facts),
    route: `${method} ${path}`,
    trace: traceOf(facts),
    key: idempotencyKeyOf(facts),
    retryCount: retryCountOf(facts),
    client,
    credential: key === null ? null : digest(key),
    at,
    connection: connection.connection,
    connectionUse,
    openedAt: connectionUse === 'again' ? null : connection.at,
  };
}

/** A logical request of the application. */
export interface Call {
  readonly ordinal: number;
  attempts: number;
  /** Digest of the latest attempt's idempotency key, and how many attempts in a row brought it. */
  key: { readonly digest: string; readonly times: number } | null;
}

/** An attempt that failed, so that another one may follow it. */
export interface FailedAttempt {
  readonly call: Call;
  /** Number of the attempt within its call, from 1. */
  readonly attempt: number;
  readonly arrival: Arrival;
  /** Whether its call had kept its idempotency key for more than one attempt. */
  readonly keepsKey: boolean;
  /** `null`: it can only be recognized as a whole. */
  sketch: Sketch | null;
  /** The earliest time at which the client may have known that it had failed (Unix ms). */
  readonly knownAt: number;
  /** The end of the wait that the answer asked for (Unix ms); absent: it asked for none. */
  readonly askedUntil?: number;
  /** The earliest time of the next attempt if its SDK makes it; absent: the SDK makes none. */
  readonly retriedFrom?: number;
  /**
   * `followed`: a request was counted as the next attempt. `contested`: that request could as well have
   * followed another one.
   */
  state: 'waiting' | 'followed' | 'contested';
}
