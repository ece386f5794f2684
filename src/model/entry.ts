import type { CertificateProfile } from './connection-plan.ts';
import type { RuleOutcome } from './decision.ts';
import type { DrillMark } from './drill.ts';
import type { ErrorInside } from './error-inside.ts';
import type { BodyExtent, Certainty, Change, Predecessor, StrayKeyPlace } from './facts.ts';
import type { Notice } from './notice.ts';
import type { Tokens } from './tokens.ts';
import type { UpstreamEntry } from './upstream-entry.ts';

/** How an exchange ended, seen from the server. */
export const endings = [
  /** Everything was handed to the client. */
  'complete',
  /** The answer ended as if it were whole, but a fault had damaged it. */
  'damaged',
  /** A fault severed the connection. */
  'severed',
  /** A hang lasted its full time. */
  'hung',
  /** A hang was ended before its time, by a stop or the end of a drill, and the connection closed. */
  'fault-ended',
  /** The client left first. */
  'client-left',
  /** The real upstream failed during the answer. */
  'upstream-died',
  /** The gateway is shutting down. */
  'drained',
] as const;
export type Ending = (typeof endings)[number];

/** A pause or hang: planned and actual length in milliseconds. */
export interface PlayedPause {
  readonly kind: 'pause' | 'hang';
  readonly plannedMs: number;
  readonly actualMs: number;
}

/** What was really sent to the client. */
export interface Played {
  /** `null`: no head was written. */
  readonly status: number | null;
  /** Response header fields, secrets removed. */
  readonly headers: readonly string[];
  /** When the head was written, in milliseconds since the Unix epoch; `null`: no head was written. */
  readonly headAt: number | null;
  /** Milliseconds from `headAt` to the wall clock, by which its dates go; absent: less than 100. */
  readonly wallAheadMs?: number;
  /** Name of the entry in the platform's error catalogue that was sent; `null`: none. */
  readonly error: string | null;
  /** The scenario replaced the message of that entry; a real platform may reword messages at any time. */
  readonly reworded?: true;
  /** An error that came with a status below 300; absent: none was seen. */
  readonly errorInside?: ErrorInside;
  /** Its faults were ended before their time: by a stop or the end of a drill. */
  readonly faultsEnded?: true;
  readonly frames: number;
  readonly bytes: number;
  /**
   * Tokens of the prompt, and of the answer as far as it was sent; absent: it has none, or none are known.
   */
  readonly tokens?: Tokens;
  readonly pauses: readonly PlayedPause[];
  readonly ending: Ending;
}

/** A failure of the real upstream, kept apart from injected failures. */
export interface UpstreamFailure {
  readonly when: 'before-head' | 'mid-body';
  /** Node's error code, such as `ECONNREFUSED`. */
  readonly code: string;
}

/** What every entry has. */
export interface EntryBase {
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
  /** The client sent an alert (RFC 8446 section 6): its number, name and meaning. */
  | { readonly kind: 'rejected'; readonly alert: number; readonly name: string; readonly means: string }
  /** The client disconnected during or right after the handshake without an alert. */
  | { readonly kind: 'rejected-silently' }
  /** The handshake was completed but no request came, or no certificate was shown. */
  | { readonly kind: 'undecided' }
  /** The server ended the handshake: Node's error code, such as `ERR_SSL_NO_SHARED_CIPHER`. */
  | { readonly kind: 'failed'; readonly code: string };

/** The protocol of a client, with the outcome; one entry for each connection and each tunnel. */
export interface OpeningEntry extends EntryBase {
  readonly kind: 'opening';
  readonly connection: number;
  readonly address: string;
  readonly tunnel: string | null;
  readonly tls: boolean;
  readonly sni: string | null;
  readonly alpn: readonly string[];
  readonly rules: readonly RuleOutcome[];
  /** What the server did: a welcome or, on TLS, a handshake: `complete`, `alert handshake_failure`, … */
  readonly played: string;
  /** Planned silence during the handshake in milliseconds; absent: none. */
  readonly stallMs?: number;
  readonly certificate: CertificateProfile | null;
  /** Further roots that a drill made its command trust; absent: none. */
  readonly trusts?: 'corporate-root';
  /** `TLSv1.2`, `TLSv1.3`; `null`: no handshake was completed. */
  readonly version: string | null;
  /** `null`: without TLS. */
  readonly client: ClientReaction | null;
  /** Milliseconds from the first complete ClientHello to the reaction. */
  readonly tookMs: number;
}

/** A violation that was observed on the wire and is never allowed. */
export interface FindingEntry extends EntryBase {
  readonly kind: 'finding';
  readonly scenario: string;
  readonly expectation: 'verifies-tls';
  /**
   * `host-name-check-off`: the client accepts only a wrong host, so it verifies the chain but not the name.
   */
  readonly shows: 'verification-off' | 'host-name-check-off';
  readonly connection: number;
  readonly certificate: CertificateProfile;
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly version: string;
  readonly method: string;
  /** Path and query, secrets removed. */
  readonly url: string;
  readonly client: string | null;
  /** The key that the client disclosed, masked. */
  readonly key: string | null;
  readonly says: string;
}

/** W3C Trace Context: 32 and 16 hexadecimal digits, and the flags, of which 1 means recorded. */
export interface EntryTrace {
  readonly trace: string;
  readonly parent: string;
  readonly flags: number;
}

/** A request's body as text, secrets removed. */
export interface BodyText {
  readonly text: string;
  /** `cut`: the body has more. `no-text`: it is no UTF-8, perhaps compressed; nothing of it is kept. */
  readonly state: 'whole' | 'cut' | 'no-text';
}

export interface RequestEntry extends EntryBase, UpstreamEntry {
  readonly kind: 'request';
  readonly scenario: string;
  readonly label: string;
  readonly connection: number;
  /** Absent: HTTP/1.x. */
  readonly httpVersion?: '2.0';
  readonly call: number;
  readonly attempt: number;
  readonly signals: readonly string[];
  readonly certainty: Certainty;
  /** What the request changes from the attempt before; absent: nothing but, perhaps, the model. */
  readonly changed?: readonly Change[];
  /** The trace that the client's `traceparent` names; absent: none, or no valid one. */
  readonly trace?: EntryTrace;
  /** Failed attempts that it may follow; absent: there is no doubt about its call. */
  readonly predecessors?: readonly Predecessor[];
  /** Retry count of the SDK, from 0 (`x-stainless-retry-count`); `null`: not sent. */
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
  /** Where a key was found outside its header. */
  readonly keyBeside: StrayKeyPlace | null;
  readonly bodyBytes: number | null;
  readonly bodyExtent: BodyExtent;
  /** Absent: bodies are not asked for, the request has none, or none was read. */
  readonly body?: BodyText;
  /** The drill under way when it was decided on; absent: there was none. */
  readonly drill?: DrillMark;
  readonly rules: readonly RuleOutcome[];
  readonly source: 'stub' | 'upstream' | 'tape';
  readonly played: Played;
  /**
   * What the answer cost by the platform's prices, in USD, exact to a thousand-millionth; 0: an error.
   * Absent: not known, since the platform has no prices, or since a real upstream or a tape answered and
   * nothing counted its tokens.
   */
  readonly costUsd?: number;
  /** Milliseconds from asking the real upstream to the head of its answer; absent: none came. */
  readonly upstreamMs?: number;
  readonly upstreamFailure: UpstreamFailure | null;
  /**
   * The upstream had closed a connection that was kept alive (Node's code), and the request went once more on
   * a fresh one; absent: it did not.
   */
  readonly upstreamSentAgain?: string;
  /** Milliseconds from arrival to the end. */
  readonly tookMs: number;
}

/** Something about the scenario itself: loaded, reloaded, a run evicted. */
export interface NoticeEntry extends EntryBase {
  readonly kind: 'notice';
  readonly scenario: string;
  readonly label: string;
  readonly notice: Notice;
  readonly says: string;
  /** By how many milliseconds the wall clock was set (below 0: back), between `since` and `at`. */
  readonly clockStep?: { readonly byMs: number; readonly since: number };
}

export const applicationOutcomes = ['success', 'error'] as const;

/** The result of a call as the application reported it. */
export interface OutcomeEntry extends EntryBase {
  readonly kind: 'outcome';
  readonly scenario: string;
  readonly label: string;
  /** The call that the application named, or else the call that ended last. */
  readonly call: number | null;
  readonly outcome: (typeof applicationOutcomes)[number];
}

export type Entry = ConnectionEntry | OpeningEntry | FindingEntry | RequestEntry | OutcomeEntry | NoticeEntry;

/** An entry without its number, which the journal sets; distributes over a union. */
export type Unnumbered<E extends Entry> = E extends Entry ? Omit<E, 'id'> : never;
