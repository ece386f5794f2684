import type { ConnectionEntry, FindingEntry, OpeningEntry, OutcomeEntry, RequestEntry } from './entry.ts';
import type { Certainty } from './facts.ts';
import type { Advice, PlatformInUse } from './platform.ts';

/** What a client should do about an error; `source` is the document that says so, `null`: assumed. */
export interface Advised {
  readonly advice: Advice;
  readonly source: string | null;
}

/** Wait that the answer asked for. */
export interface Wait {
  readonly form: 'seconds' | 'milliseconds' | 'date';
  /** From the head of the answer on, in milliseconds; below 0: a date in the past. */
  readonly ms: number;
  /** As it was sent: `Retry-After: 5`. */
  readonly says: string;
}

/** What an attempt came to, as its client saw it. */
export type AttemptResult =
  /** A whole answer below 400. */
  | { readonly kind: 'answered' }
  | {
      readonly kind: 'error';
      readonly status: number;
      /** Entry of the platform's catalogue; `null`: none, or nobody knows. */
      readonly entry: string | null;
      readonly advised: Advised;
      readonly wait: Wait | null;
    }
  /**
   * An answer that broke, on purpose or not. `quietly`: it ended as if it were whole. `loudly`: the
   * connection was severed. `told`: an event of the stream said so. `before-head`: no byte of it was seen.
   */
  | { readonly kind: 'broken'; readonly how: 'quietly' | 'loudly' | 'in-stream' | 'before-head' }
  /** Silence until the gateway gave up on the client. */
  | { readonly kind: 'hung' }
  /** The client left first. `waiting`: in a silence of the gateway's making. */
  | { readonly kind: 'left'; readonly during: 'waiting' | 'answer' }
  /** The gateway was shutting down. */
  | { readonly kind: 'drained' };

/** What a band rests on: the answer's own `Retry-After`, or the backoff of the platform. */
export const bandReasons = ['retry-after', 'backoff'] as const;

/** When a retry may arrive, in Unix milliseconds; later than `to` is late, which proves nothing. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly because: (typeof bandReasons)[number];
}

export interface Attempt {
  readonly entry: RequestEntry;
  /** From 1, within its call. */
  readonly ordinal: number;
  /** Arrival, head of the answer (`null`: none) and end of the attempt; milliseconds since the Unix epoch. */
  readonly at: number;
  readonly headAt: number | null;
  readonly endedAt: number;
  readonly result: AttemptResult;
  /** Names of the faults that were injected. */
  readonly faults: readonly string[];
  /** Milliseconds from the head of the error before, else from its end or the client's own leaving. */
  readonly gapMs: number | null;
  /** When it was allowed to arrive; `null`: the first attempt, or nothing is said about it. */
  readonly allowed: Band | null;
}

/** Retry counts that the SDK sends; `always-zero`: it sends one that does not count. */
export const retryCounts = ['sent', 'always-zero', 'none'] as const;

/** One logical request of the application. */
export interface Call {
  /** `NAME#7`: scenario or label, and ordinal. */
  readonly id: string;
  readonly attempts: readonly [Attempt, ...Attempt[]];
  readonly certainty: Certainty;
  /** What made its attempts one call: `body`, `retry-count`, … */
  readonly signals: readonly string[];
  /** Retry layers within each other: 3 attempts by the SDK, 3 times; `null`: one layer, for all we know. */
  readonly nested: { readonly inner: number; readonly outer: number } | null;
  readonly counts: (typeof retryCounts)[number];
  /** What the application said it made of it, the latest. */
  readonly outcome: OutcomeEntry | null;
}

/** Limits that stop a command. */
export const stopReasons = ['time', 'attempts'] as const;

/** What a command's output holds of a stubbed text, worst first: its beginning alone, none, or its end. */
export const commandOutputs = ['beginning', 'nothing', 'end'] as const;

/** How the drill's command ended. */
export interface CommandEnd {
  /** `null`: ended by a signal. */
  readonly code: number | null;
  /** What ended it before it was done; `null`: nothing. */
  readonly stopped: (typeof stopReasons)[number] | null;
  readonly output: (typeof commandOutputs)[number];
}

/** What happened under one scenario and label (several scenarios where they share a label), told by calls. */
export interface Timeline {
  /** The label, or the scenario's name where there is none. */
  readonly name: string;
  readonly scenarios: readonly string[];
  /** The contract that is judged by: that of the first scenario. */
  readonly inUse: PlatformInUse;
  /** In order of arrival. */
  readonly calls: readonly Call[];
  readonly openings: readonly OpeningEntry[];
  /** Connections that met a fault on accept. */
  readonly connections: readonly ConnectionEntry[];
  /** Things that no client may do, seen by the gateway itself. */
  readonly findings: readonly FindingEntry[];
  /** Names of the faults that were injected into a request or a connection, each once. */
  readonly fired: ReadonlySet<string>;
  /** `null`: judged while it runs, or no command was run. */
  readonly command: CommandEnd | null;
  /** Entries that the journal no longer held; what they belonged to is left out. */
  readonly dropped: number;
}
