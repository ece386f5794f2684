import type { RadiusBound } from './blast-radius.ts';
import type { LimitKey, LimitUnit } from './counted-limit.ts';
import type { DrillMark } from './drill.ts';
import type { Step } from './step.ts';
import type { Tokens } from './tokens.ts';

/** What a fault comes before. */
export type ActsBefore = 'body' | 'continue';

/** A fault with parsed parameters and drawn random numbers, ready to be applied. */
export interface BoundFault<Subject> {
  readonly name: string;
  /** English, for journal and explain: "answer 429 rate_limited, Retry-After 5". */
  readonly says: string;
  /** The fault works on the plain bytes of a body: a content coding is decoded before it. */
  readonly bytes?: 'plain';
  /** `none`: it looks on, or adds what the platform itself sends. `replaces`: the source is not asked. */
  readonly effect?: 'none' | 'replaces';
  /**
   * `body`: it answers before the request's body is read. `continue`: no 100 Continue asks for the body.
   * Absent: it acts when the body is there.
   */
  readonly before?: ActsBefore;
  /** Position in the fixed order of composition; absent: on a connection, where the later one wins. */
  readonly rank?: number;
  apply(subject: Subject): Subject;
  /** Of a fault that replaces: the whole answer; `null`: it has none for this request. */
  answer?(): readonly Step[] | null;
  /** The same for an answer that is there as a whole and is sent without a pause; absent: `apply` alone. */
  atOnce?(steps: readonly Step[]): readonly Step[];
}

/** What an enforced limit said of one request. */
export interface LimitReading {
  /** `quota`, `wallet`, …; absent: a rate limit. */
  readonly kind?: string;
  /** `usd`: in nano-USD. */
  readonly unit: LimitUnit;
  readonly amount: number;
  /** Milliseconds. */
  readonly perMs: number;
  /** By what it tells requests apart. */
  readonly by: readonly LimitKey[];
  /** What is left, after what the request has taken. */
  readonly remaining: number;
  /** What was reserved until the answer has ended, or would have been; absent: nothing is. */
  readonly reserved?: number;
}

/** What a rule did with one request or connection, and why. */
export interface RuleOutcome {
  readonly rule: string;
  /**
   * `skipped`: it matched, but did not fire. `lost`: an earlier rule replaced the answer. `held-back`: it
   * fired, and the blast radius did not let its faults through. `not-applicable`: it asks for something in a
   * body that could not be looked at, and all else matched; or this version of HTTP cannot have its faults.
   */
  readonly outcome: 'fired' | 'skipped' | 'lost' | 'held-back' | 'not-applicable';
  readonly because: string;
  readonly faults: readonly string[];
  /** What it injected counts as a failure, whatever the status; absent: what was sent decides. */
  readonly counts?: 'failure';
  /** Absent: it is no limit, or one that is not enforced. */
  readonly limit?: LimitReading;
  /** Absent: it was not held back. */
  readonly heldBackBy?: RadiusBound;
}

export interface Decision<Subject> {
  /** The rules that matched, in file order. Empty: no fault. */
  readonly rules: readonly RuleOutcome[];
  /** The faults in the order in which they are applied; the first is nearest the source. */
  readonly faults: readonly BoundFault<Subject>[];
  /** The drill under way, and whether a fault of its rules is among these; absent: there is none. */
  readonly drill?: { readonly mark: DrillMark; readonly meets: 'fault' | 'nothing' };
  /** Tokens of the answer as far as it was sent; absent: nothing counts them while it is sent. */
  readonly sent?: () => Tokens;
  /**
   * To be called when the answer or the connection has ended, whatever ended it; absent: nothing is to be
   * settled.
   */
  readonly onEnd?: () => void;
}
