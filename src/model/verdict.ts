/** Worst first. `error` and `warning` fail. `advice` never fails: its basis is assumed, or it is no proof. */
export const severities = ['error', 'warning', 'advice'] as const;
export type Severity = (typeof severities)[number];

/** A sentence of a contract. `source`: the document that states it; `null`: assumed. */
export interface Basis {
  readonly says: string;
  readonly source: string | null;
}

/** One attempt that supports a finding. */
export interface Evidence {
  readonly call: string;
  /** Number of the attempt within the call, and number of its journal entry. */
  readonly attempt: number;
  readonly entry: number;
  /** Milliseconds since the timeline's first arrival. */
  readonly atMs: number;
  /** The result of the attempt: `429 rate-limited, Retry-After: 5`. */
  readonly met: string;
  /** `null`: the first attempt of its call. */
  readonly gapMs: number | null;
}

/** `absent`: the expected behaviour never occurred. */
export const natures = ['wrong', 'absent'] as const;

/** `asked`: by the scenario. `contract`: by the platform. `always`: by every drill. */
export const expectedBy = ['asked', 'contract', 'always'] as const;

/** A wrong behaviour of a client, or a missing one. */
export interface Finding {
  /** Stable across reports and runs: built from expectation, problem, scenario and result. */
  readonly id: string;
  readonly expectation: string;
  /** Kebab-case: `retried-too-early`. */
  readonly problem: string;
  readonly severity: Severity;
  /** Share (from 0.5 to 1) of the plausible groupings of the requests that show it; absent: all of them. */
  readonly likelihood?: number;
  readonly nature: (typeof natures)[number];
  readonly scenario: string;
  /** The observation, with its times. */
  readonly says: string;
  readonly expected: Basis;
  /** Number of occurrences. */
  readonly count: number;
  /** The first occurrences. */
  readonly evidence: readonly Evidence[];
  readonly fix: string;
  /** How to check the fix. */
  readonly check: string;
}

/**
 * `known`: it fails, by findings alone that a baseline has. `suspect`: wrong in most of the plausible
 * groupings of the requests into calls, but not in all.
 */
export const outcomes = ['pass', 'fail', 'known', 'suspect', 'inconclusive'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Verdict {
  readonly expectation: string;
  /** What a well-behaved client does, in one line. */
  readonly summary: string;
  readonly params: unknown;
  readonly by: (typeof expectedBy)[number];
  readonly outcome: Outcome;
  /** The reason for the outcome, in one sentence. */
  readonly because: string;
  /** Number of observations on which the outcome is based. */
  readonly samples: number;
  readonly findings: readonly Finding[];
  /** General advice, for readers of the rule rather than of a finding. */
  readonly fix: string;
  readonly check: string;
}
