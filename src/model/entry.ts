import type { CertificateProfile } from './connection-plan.ts';
import type { RuleOutcome } from './decision.ts';
import type { BodyExtent, Certainty } from './facts.ts';

/** How an exchange ended, seen from the server. */
export const endings = [
  /** Everything was handed to the client. */
  'complete',
  /** It ended as if it were whole, and on purpose was not. */
  'damaged',
  /** We severed the connection on purpose. */
  'severed',
  /** A hang ran its full time. */
  'hung',
  /** The client left first. */
  'client-left',
  /** The real upstream died under the answer. */
  'upstream-died',
  /** The gateway is shutting down. */
  'drained',
] as const;
export type Ending = (typeof endings)[number];

/** A pause or hang as planned and as it came out, in milliseconds. */
export interface PlayedPause {
  readonly kind: 'pause' | 'hang';
  readonly plannedMs: number;
  readonly actualMs: number;
}

/** What really went to the client. */
export interface Played {
  /** `null`: no head was written. */
  readonly status: number | null;
  /** Response header fields, secrets removed. */
  readonly headers: readonly string[];
  /** Milliseconds since the Unix epoch at which the head was written; `null`: none was. */
  readonly headAt: number | null;
  /** Entry of the platform's error catalogue that the head is; `null`: none of them. */
  readonly error: string | null;
  /** The message of that entry was worded otherwise, as it may be at any time. */
  readonly reworded?: true;
  readonly frames: number;
  readonly bytes: number;
  readonly pauses: readonly PlayedPause[];
  readonly ending: Ending;
}

/** A failure of the real upstream; never looks like an injected one. */
export interface UpstreamFailure {
  readonly when: 'before-head' | 'mid-body';
  /** Node's error code, such as `ECONNREFUSED`. */
  readonly code: string;
}

interface EntryBase {
  /** Ordinal in the journal, from 1. */
  readonly id: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

export interface ConnectionEntry extends EntryBase {
  readonly kind: 'connection';
  readonly connection: number;
  readonly address: string;
  readonly rules: readonly RuleOutcome[];
  /** What was done on accept: `serve`, `close`, `reset`, `stall`, `garbage`, `refuse`. */
  readonly welcome: string;
}

/** What a client did with the certificate that it was shown. */
export type ClientReaction =
  /** A decrypted request arrived. */
  | { readonly kind: 'accepted' }
  /** It said why: number and name of its alert (RFC 8446 section 6), and what that means. */
  | { readonly kind: 'rejected'; readonly alert: number; readonly name: string; readonly means: string }
  /** It left in the handshake, or right behind it, without a word. */
  | { readonly kind: 'rejected-silently' }
  /** The handshake was done and no request came, or no certificate was shown. */
  | { readonly kind: 'undecided' }
  /** We ended the handshake: Node's error code, such as `ERR_SSL_NO_SHARED_CIPHER`. */
  | { readonly kind: 'failed'; readonly code: string };

/** How a client began to speak, once for each connection and tunnel, when it is known what came of it. */
export interface OpeningEntry extends EntryBase {
  readonly kind: 'opening';
  readonly connection: number;
  readonly address: string;
  readonly tunnel: string | null;
  readonly tls: boolean;
  readonly sni: string | null;
  readonly alpn: readonly string[];
  readonly rules: readonly RuleOutcome[];
  /** What was done: a welcome or, on TLS, a handshake: `complete`, `alert handshake_failure`, `stall`, … */
  readonly played: string;
  /** How long the handshake was meant to be silent for, in milliseconds; absent: it was not. */
  readonly stallMs?: number;
  readonly certificate: CertificateProfile | null;
  /** `TLSv1.2`, `TLSv1.3`; `null`: no handshake was completed. */
  readonly version: string | null;
  /** `null`: without TLS. */
  readonly client: ClientReaction | null;
  /** Milliseconds from the first complete ClientHello to the reaction. */
  readonly tookMs: number;
}

/** Something that a client must never do, seen on the wire. */
export interface FindingEntry extends EntryBase {
  readonly kind: 'finding';
  readonly scenario: string;
  readonly expectation: 'verifies-tls';
  /** A client that accepts only a wrong host checks the chain and not the name. */
  readonly shows: 'verification-off' | 'host-name-check-off';
  readonly connection: number;
  readonly certificate: CertificateProfile;
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly version: string;
  readonly method: string;
  /** Path and query, secrets removed. */
  readonly url: string;
  readonly client: string | null;
  /** The key that the client gave away, masked. */
  readonly key: string | null;
  readonly says: string;
}

export interface RequestEntry extends EntryBase {
  readonly kind: 'request';
  readonly scenario: string;
  readonly label: string;
  readonly connection: number;
  readonly call: number;
  readonly attempt: number;
  readonly signals: readonly string[];
  readonly certainty: Certainty;
  /** What the SDK counts its retries up to, from 0 (`x-stainless-retry-count`); `null`: it sends none. */
  readonly retryCount: number | null;
  /** Digest of `Idempotency-Key`. */
  readonly idempotencyKey: string | null;
  readonly method: string;
  /** Path and query, secrets removed. */
  readonly url: string;
  readonly route: string | null;
  readonly surface: string;
  readonly model: string | null;
  readonly stream: boolean;
  readonly client: string | null;
  /** The key, masked. */
  readonly key: string | null;
  /** Where a key was found besides the header that is made for it. */
  readonly keyBeside: 'query' | 'body' | null;
  readonly bodyBytes: number | null;
  readonly bodyExtent: BodyExtent;
  readonly rules: readonly RuleOutcome[];
  readonly source: 'stub' | 'upstream' | 'tape';
  readonly played: Played;
  readonly upstreamFailure: UpstreamFailure | null;
  /** Milliseconds from arrival to the end. */
  readonly tookMs: number;
}

export type Notice =
  | 'reloaded'
  | 'reload-refused'
  | 'evicted'
  | 'bad-request'
  | 'tunnel-refused'
  /** A request is on no tape. */
  | 'tape-miss'
  /** A request was asked for more often than it was recorded. */
  | 'tape-used-up'
  /** At the end of a run: recordings that were not played. */
  | 'tape-unconsumed'
  /** A complete answer could not be recorded. */
  | 'tape-skipped';

/** Something about the scenario itself: loaded, reloaded, a run evicted. */
export interface NoticeEntry extends EntryBase {
  readonly kind: 'notice';
  readonly scenario: string;
  readonly label: string;
  readonly notice: Notice;
  readonly says: string;
}

export const applicationOutcomes = ['success', 'error'] as const;

/** What the application made of a call, told by itself. */
export interface OutcomeEntry extends EntryBase {
  readonly kind: 'outcome';
  readonly scenario: string;
  readonly label: string;
  /** The call that is meant; its own where it named one, else the one that ended last. */
  readonly call: number | null;
  readonly outcome: (typeof applicationOutcomes)[number];
}

export type Entry = ConnectionEntry | OpeningEntry | FindingEntry | RequestEntry | OutcomeEntry | NoticeEntry;

/** An entry before the journal has numbered it; of a union, each member for itself. */
export type Unnumbered<E extends Entry> = E extends Entry ? Omit<E, 'id'> : never;
