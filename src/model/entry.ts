import type { RuleOutcome } from './decision.ts';
import type { BodyExtent } from './facts.ts';

/** How an exchange ended, seen from the server. */
export type Ending =
  /** Everything was handed to the client. */
  | 'complete'
  /** It ended as if it were whole, and on purpose was not. */
  | 'damaged'
  /** We severed the connection on purpose. */
  | 'severed'
  /** A hang ran its full time. */
  | 'hung'
  /** The client left first. */
  | 'client-left'
  /** The real upstream died under the answer. */
  | 'upstream-died'
  /** The gateway is shutting down. */
  | 'drained';

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
  /** What was done: `serve`, `close`, `reset`, `stall`. */
  readonly welcome: string;
}

export interface RequestEntry extends EntryBase {
  readonly kind: 'request';
  readonly scenario: string;
  readonly label: string;
  readonly connection: number;
  readonly call: number;
  readonly attempt: number;
  readonly signals: readonly string[];
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
  readonly bodyBytes: number | null;
  readonly bodyExtent: BodyExtent;
  readonly rules: readonly RuleOutcome[];
  readonly source: 'stub' | 'upstream';
  readonly played: Played;
  readonly upstreamFailure: UpstreamFailure | null;
  /** Milliseconds from arrival to the end. */
  readonly tookMs: number;
}

/** Something about the scenario itself: loaded, reloaded, a run evicted. */
export interface NoticeEntry extends EntryBase {
  readonly kind: 'notice';
  readonly scenario: string;
  readonly label: string;
  readonly notice: 'reloaded' | 'reload-refused' | 'evicted' | 'bad-request';
  readonly says: string;
}

export type Entry = ConnectionEntry | RequestEntry | NoticeEntry;

/** An entry before the journal has numbered it; of a union, each member for itself. */
export type Unnumbered<E extends Entry> = E extends Entry ? Omit<E, 'id'> : never;
