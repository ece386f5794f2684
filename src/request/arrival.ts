import type { RequestFacts } from '../model/facts.ts';
import { digest } from './digest.ts';
import type { Sketch } from './likeness.ts';
import { idempotencyKeyOf, retryCountOf, signaturesOf, traceOf } from './signature.ts';

/** The properties of a request that identify its call. */
export interface Arrival {
  readonly signatures: readonly string[];
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
  /** When the connection was opened for this request; `null`: the connection had an earlier request. */
  readonly openedAt: number | null;
}

export function arrivalOf(facts: RequestFacts): Arrival {
  const { client, key, at, connection, connectionUse } = facts;
  return {
    signatures: signaturesOf(facts),
    trace: traceOf(facts),
    key: idempotencyKeyOf(facts),
    retryCount: retryCountOf(facts),
    client,
    credential: key === null ? null : digest(key),
    at,
    connection: connection.connection,
    openedAt: connectionUse === 'first' ? connection.at : null,
  };
}

/** The latest attempt of a call, which failed. */
export interface Failure {
  readonly arrival: Arrival;
  /** `null`: it can only be recognized as a whole. */
  readonly sketch: Sketch | null;
  /** The earliest time at which the client may have known that it had failed (Unix ms). */
  readonly knownAt: number;
  /** The earliest time of the next attempt if its SDK makes it; absent: the SDK makes none. */
  readonly retriedFrom?: number;
}

/** A logical request of the application. */
export interface Call {
  readonly ordinal: number;
  attempts: number;
  /** `null`: its first attempt is under way. */
  last: Failure | null;
  /** Digest of the latest attempt's idempotency key, and how many attempts in a row brought it. */
  key: { readonly digest: string; readonly times: number } | null;
  /** Whether one of its attempts may belong to another call. */
  ambiguous: boolean;
}

/** A call that can get another attempt. */
export type FailedCall = Call & { last: Failure };
