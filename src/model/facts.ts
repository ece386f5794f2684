import type { Socket } from 'node:net';
import type { CertificateProfile } from './connection-plan.ts';
import type { EvidenceName } from './evidence.ts';
import type { Route } from './platform.ts';

/** Facts of a connection when it is accepted; some are set after its first bytes were read. */
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
  /** HTTP/2, by the name that ALPN gives it; absent: HTTP/1.x, or not known yet. */
  readonly protocol?: 'h2';
  /** Authority (`host:port`) of the CONNECT request if the connection is a tunnel, otherwise `null`. */
  readonly tunnel: string | null;
  /** The certificate that was shown; `null`: none was. */
  readonly certificate: CertificateProfile | null;
}

/** The facts of a socket that may carry requests, and the TCP socket under TLS. */
export interface Connection {
  readonly facts: ConnectionFacts;
  readonly transport: Socket;
  /** When the head of the latest request began, in milliseconds since the epoch; `null`: it came at once. */
  headBegan: number | null;
}

/**
 * How much of the body was read before deciding: all of it, the first `limits.inspect` bytes of a
 * larger one, or nothing because no rule, stub or tape needed it.
 */
export type BodyExtent = 'whole' | 'prefix' | 'unread';

/** Where a key was found that does not belong there; `header`: one that is made for something else. */
export type StrayKeyPlace = 'query' | 'body' | 'referer' | 'cookie' | 'header';

/**
 * Whether a request is the first one on its connection. `first-beside-another`, `first-beside-others`: its
 * client opened it although one of its others was idle, or several.
 */
export type ConnectionUse = 'first' | 'first-beside-another' | 'first-beside-others' | 'again';

/** The upstream that a request asks, of the several of its scenario. */
export interface UpstreamFacts {
  readonly name: string;
  readonly region: string | null;
  /** `client`: by its URL. `weight`: the URL names none, and it was the turn of this one. */
  readonly chosenBy: 'client' | 'weight';
}

/** Why some of a body could not be looked at. */
export interface Unseen {
  /** `larger`: than what is read, or decoded. `coding`: it could not be decoded. */
  readonly why: 'larger' | 'coding' | 'unread';
  readonly says: string;
}

/** What is known of a request when the engine decides. Read-only; getters may compute once. */
export interface RequestFacts {
  readonly connection: ConnectionFacts;
  readonly connectionUse: ConnectionUse;
  /** Milliseconds that the connection was idle before; `null`: it is its first, or one is under way on it. */
  readonly idleMs: number | null;
  /** Milliseconds since the Unix epoch at which the head was parsed. */
  readonly at: number;
  readonly method: string;
  /** Path without the `/@scenario` prefix and without the query. */
  readonly path: string;
  /** `?…` as sent, or empty. */
  readonly query: string;
  /** `null`: the path is no route of the platform. */
  readonly route: Route | null;
  /** Values of the `{…}` segments of the route's path. */
  readonly segments: Readonly<Record<string, string>>;
  /** Surface of the route, else of the path's prefix, else the platform's first one. */
  readonly surface: string;
  /** `null`: the scenario has one upstream, without a name. */
  readonly upstream: UpstreamFacts | null;
  /** Lower-case names, as `node:http` gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly client: string | null;
  /** The credential as sent, without its scheme. Must be masked before it is written anywhere. */
  readonly key: string | null;
  readonly body: Buffer | null;
  readonly bodyExtent: BodyExtent;
  /** Requests under way at the gateway when it arrived, this one included. */
  readonly underWay: number;
  /** The parsed body, without content coding; `undefined` when it is absent, not known whole or not JSON. */
  readonly json: unknown;
  /** The same, but an integer that a number cannot hold is a bigint, so that two of them differ. */
  readonly exact: unknown;
  /** Fields of a form, or scalars at the top of a body of which the beginning is known; `null`: neither. */
  readonly members: Readonly<Record<string, unknown>> | null;
  /** `null`: all of the body could be looked at. */
  readonly unseen: Unseen | null;
  readonly model: string | null;
  readonly stream: boolean;
  /** Text of the last user message (or of `prompt` / `input`). */
  readonly prompt: string | null;
  /**
   * Parts of a request that the scenario says are of no account to what is the same request: JSON Pointers
   * of the body, and `?name` of the query.
   */
  readonly ignored: readonly string[];
  /**
   * Identifies equal requests for `chance`: method, path, query and canonical body, of a larger one the
   * first 4 MiB, or the value of the header `x-badgateway-call`.
   */
  readonly fingerprint: string;
  /** Retry count of the SDK, from 0; `null`: not sent. */
  readonly retryCount: number | null;
  /** Digest of `Idempotency-Key`. */
  readonly idempotencyKey: string | null;
  /** Where a key was found outside its header. */
  readonly strayKey: StrayKeyPlace | null;
  readonly call: CallFacts;
}

/**
 * How certain it is that an attempt belongs to its call. `certain`: an id or
 * a retry count shows it, or it is the first attempt. `likely`: the request
 * equals exactly one failed call, or is like it. `unclear`: several failed
 * calls could be meant.
 */
export const certainties = ['certain', 'likely', 'unclear'] as const;
export type Certainty = (typeof certainties)[number];

/**
 * What a request changes from the attempt before. `key`: the credential. `content`: a shorter prompt, fewer
 * tools, a smaller limit, with or without `stream`. `incidental`: only blanks, times, ids or the query.
 */
export type Change = 'key' | 'content' | 'incidental';

/** The logical request of the application to which a request belongs. */
export interface CallFacts {
  /** Number of the call within the label, or within a scenario without a label; from 1. 0: a preflight. */
  readonly call: number;
  /** Number of the attempt within the call; from 1. */
  readonly attempt: number;
  /** The signals that identified the call: `body`, `path`, `retry-count`, … */
  readonly signals: readonly string[];
  readonly certainty: Certainty;
  /** Absent: nothing, or the model alone, which is a fact of the request. */
  readonly changed?: readonly Change[];
  /** Failed attempts that it may follow, the likeliest first; absent: there is no doubt. */
  readonly predecessors?: readonly Predecessor[];
}

/** A failed attempt of which a request may be the retry; call and attempt as they were numbered live. */
export interface Predecessor {
  readonly call: number;
  readonly attempt: number;
  readonly evidence: readonly EvidenceName[];
  /** Absent: nothing but, perhaps, the model. */
  readonly changed?: readonly Change[];
}
