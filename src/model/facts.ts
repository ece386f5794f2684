import type { Socket } from 'node:net';
import type { CertificateProfile } from './connection-plan.ts';
import type { Route } from './platform.ts';

/** What is known of a connection when it is accepted, and more once its first bytes were read. */
export interface ConnectionFacts {
  /** Ordinal of the connection on this port, from 1. */
  readonly connection: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly address: string;
  /** Whether the first byte was that of a TLS record; `null` while no byte was read. */
  readonly tls: boolean | null;
  readonly sni: string | null;
  readonly alpn: readonly string[];
  /** Authority (`host:port`) that a CONNECT asked for, where this is what is spoken within its tunnel. */
  readonly tunnel: string | null;
  /** The certificate that was shown; `null`: none was. */
  readonly certificate: CertificateProfile | null;
}

/** A socket on which requests may come: TLS or not, and the TCP connection under it. */
export interface Connection {
  readonly facts: ConnectionFacts;
  readonly transport: Socket;
}

/**
 * How much of the body was read before deciding: all of it, the first `limits.inspect` bytes of a
 * larger one, or nothing because no rule, stub or tape needed it.
 */
export type BodyExtent = 'whole' | 'prefix' | 'unread';

/** What is known of a request when the engine decides. Read-only; getters may compute once. */
export interface RequestFacts {
  readonly connection: ConnectionFacts;
  /** Whether the connection was opened for it, or had brought a request before. */
  readonly connectionUse: 'first' | 'again';
  /** Milliseconds since the Unix epoch at which the head was parsed. */
  readonly at: number;
  readonly method: string;
  /** Path without the `/@scenario` prefix and without the query. */
  readonly path: string;
  /** `?…` as sent, or empty. */
  readonly query: string;
  /** `null`: no route of the platform. */
  readonly route: Route | null;
  /** Values of the `{…}` segments of the route's path. */
  readonly segments: Readonly<Record<string, string>>;
  /** Surface of the route, else of the path's prefix, else the platform's first one. */
  readonly surface: string;
  /** Lower-case names, as `node:http` gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly client: string | null;
  /** The credential as presented, scheme removed. Never written anywhere unredacted. */
  readonly key: string | null;
  readonly body: Buffer | null;
  readonly bodyExtent: BodyExtent;
  /** The parsed body; `undefined` when it is absent, unread or not JSON. */
  readonly json: unknown;
  readonly model: string | null;
  readonly stream: boolean;
  /** Text of the last user message (or of `prompt` / `input`). */
  readonly prompt: string | null;
  /**
   * F of the chance rule: method, path and the hash of the first 4 MiB of the body, or the header
   * `x-badgateway-call`.
   */
  readonly fingerprint: string;
  /** What the SDK counts its retries up to, from 0; `null`: it sends no count. */
  readonly retryCount: number | null;
  /** Digest of `Idempotency-Key`. */
  readonly idempotencyKey: string | null;
  /** Where a key was found besides the header that is made for it. */
  readonly strayKey: 'query' | 'body' | null;
  readonly call: CallFacts;
}

/**
 * How sure it is that an attempt belongs to its call. `certain`: an id or a count says so, or it is the
 * first. `likely`: it is equal to one call that failed, and to no other. `unclear`: several calls are equal.
 */
export const certainties = ['certain', 'likely', 'unclear'] as const;
export type Certainty = (typeof certainties)[number];

/** Which logical request of the application this is. */
export interface CallFacts {
  /** Ordinal within the label, or within a scenario that has none; from 1. */
  readonly call: number;
  /** From 1. */
  readonly attempt: number;
  /** What made it the same call: `body`, `path`, `retry-count`, … */
  readonly signals: readonly string[];
  readonly certainty: Certainty;
}
