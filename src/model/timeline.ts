import type { ConnectionEntry, FindingEntry, OpeningEntry, OutcomeEntry, RequestEntry } from './entry.ts';
import type { Certainty, Change } from './facts.ts';
import type { Advice, PlatformInUse } from './platform.ts';

/** What a client should do about an error; `source` is the document that states it, `null`: assumed. */
export interface Advised {
  readonly advice: Advice;
  readonly source: string | null;
  /** The answer's own field that says so, which outranks its status: `x-should-retry: false`. */
  readonly field?: string;
}

/** The wait that an answer asks of the client. */
export interface Wait {
  readonly form: 'seconds' | 'milliseconds' | 'date';
  /** Milliseconds after the head of the answer; below 0: a date in the past. */
  readonly ms: number;
  /** The header field as sent: `Retry-After: 5`. */
  readonly says: string;
}

/** The result of an attempt as its client saw it. `by: upstream`: the real one failed by itself. */
export type AttemptResult =
  /** A complete answer with a status below 400, and no error in it. */
  | { readonly kind: 'answered' }
  | {
      readonly kind: 'error';
      /** That of the answer or, where the error came inside of a success, the one that it names itself. */
      readonly status: number;
      /** The error came with a status of success: inside of the body, or as a rule says. */
      readonly inside?: 'body' | 'rule';
      /** Name of the entry in the platform's catalogue; `null`: none, or unknown. */
      readonly entry: string | null;
      readonly advised: Advised;
      readonly wait: Wait | null;
      readonly by?: 'upstream';
    }
  /**
   * An answer that broke, by a fault or a real failure. `quietly`: it ended as
   * if it were whole. `loudly`: the connection was severed. `in-stream`: an
   * event of the stream reported an error. `before-head`: no byte was sent.
   */
  | {
      readonly kind: 'broken';
      readonly how: 'quietly' | 'loudly' | 'in-stream' | 'before-head';
      readonly by?: 'upstream';
    }
  /** Silence until the gateway ended the connection. */
  | { readonly kind: 'hung' }
  /** The client disconnected first. `waiting`: during a silence that a fault or the upstream caused. */
  | { readonly kind: 'left'; readonly during: 'waiting' | 'answer' }
  /** The gateway was shutting down. */
  | { readonly kind: 'drained' };

/** The sources of a band: `Retry-After` of the answer, or the platform's backoff. */
export const bandReasons = ['retry-after', 'backoff'] as const;

/** When a retry may arrive, in Unix milliseconds. A retry after `to` is late, which proves nothing. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly because: (typeof bandReasons)[number];
}

export interface Attempt {
  readonly entry: RequestEntry;
  /** Number of the attempt within its call, from 1. */
  readonly ordinal: number;
  /**
   * Arrival, head of the answer (`null`: no head) and end of the attempt; milliseconds since the Unix epoch.
   */
  readonly at: number;
  readonly headAt: number | null;
  readonly endedAt: number;
  readonly result: AttemptResult;
  /** Names of the faults that were injected. */
  readonly faults: readonly string[];
  /** Milliseconds since the head of the previous error, or else since the end of the previous attempt. */
  readonly gapMs: number | null;
  /** When it was allowed to arrive; `null`: first attempt, or no rule applies. */
  readonly allowed: Band | null;
  /** What it changes from the attempt before, besides the model. */
  readonly changed: readonly Change[];
  /** How sure it is that it belongs to its call. */
  readonly certainty: Certainty;
}

/** Whether a client sends a retry count; `always-zero`: it sends one that is always 0. */
export const retryCounts = ['sent', 'always-zero', 'none'] as const;

/** `at-least`: the requests do not show whether there are more layers of retries. */
export const layerCounts = ['exactly', 'at-least'] as const;

/** One logical request of the application. */
export interface Call {
  /** `NAME#7`: scenario or label, and number of the call. */
  readonly id: string;
  readonly attempts: readonly [Attempt, ...Attempt[]];
  readonly certainty: Certainty;
  /** The signals that grouped its attempts: `body`, `retry-count`, … */
  readonly signals: readonly string[];
  /**
   * Nested retry layers, such as 3 attempts by the SDK,
   * repeated 3 times; `null`: only one layer was observed.
   */
  readonly nested: { readonly inner: number; readonly outer: number } | null;
  readonly counts: (typeof retryCounts)[number];
  /** The latest result that the application reported for the call. */
  readonly outcome: OutcomeEntry | null;
}

/** Limits that stop a command. */
export const stopReasons = ['time', 'attempts'] as const;

/**
 * Which part of a stubbed text is in a command's output,
 * worst first: only its beginning, nothing, or its end.
 */
export const commandOutputs = ['beginning', 'nothing', 'end'] as const;

/** How the drill's command ended. */
export interface CommandEnd {
  /** `null`: ended by a signal. */
  readonly code: number | null;
  /** The limit that stopped the command; `null`: none. */
  readonly stopped: (typeof stopReasons)[number] | null;
  readonly output: (typeof commandOutputs)[number];
  /** When it ended or was stopped, in milliseconds since the Unix epoch; absent: not known. */
  readonly endedAt?: number;
  /** Variables of its environment that held an address of the gateway; absent: not known. */
  readonly addressedBy?: readonly string[];
}

/** Requests of which it is in doubt, together, which calls they belong to. */
export interface Doubt {
  /** Numbers of their journal entries. */
  readonly requests: ReadonlySet<number>;
  /** Numbers of the entries that one of these may follow: without that, they are the last of their calls. */
  readonly mayEnd: ReadonlySet<number>;
  /** How likely each grouping of the timeline is here; they add up to 1. */
  readonly shares: readonly number[];
  /** The same by the evidence alone, without what patience adds: that may save a client, never accuse it. */
  readonly byEvidence: readonly number[];
}

/** The calls of one scenario and label (or of several scenarios that share a label). */
export interface Timeline {
  /** The label, or the scenario's name if there is no label. */
  readonly name: string;
  readonly scenarios: readonly string[];
  /** The contract against which it is judged: that of the first scenario. */
  readonly inUse: PlatformInUse;
  /** In order of arrival: those of the likeliest grouping. */
  readonly calls: readonly Call[];
  /** Every plausible grouping of the requests into calls, the likeliest first. */
  readonly groupings: readonly [readonly Call[], ...(readonly Call[])[]];
  /** Where the groupings differ; empty: there is one. */
  readonly doubts: readonly Doubt[];
  /**
   * Whether the gateway counted requests as other calls while it ran: rules `per: call` have then dealt other
   * faults to the calls than the scenario means.
   */
  readonly counted: 'alike' | 'otherwise';
  readonly openings: readonly OpeningEntry[];
  /** Connections that met a fault on accept. */
  readonly connections: readonly ConnectionEntry[];
  /** Violations that the gateway has observed itself. */
  readonly findings: readonly FindingEntry[];
  /** When (Unix ms) there was money in a wallet again, by the control API. */
  readonly toppedUp: readonly number[];
  /** Between which times (Unix ms, monotonic) the wall clock of the machine was set. */
  readonly clockSteps: readonly { readonly since: number; readonly at: number }[];
  /** Names of the faults that were injected into requests or connections. */
  readonly fired: ReadonlySet<string>;
  /** `null`: judged while the command runs, or no command was run. */
  readonly command: CommandEnd | null;
  /** Number of entries that the journal had dropped; calls with dropped entries are left out. */
  readonly dropped: number;
}
