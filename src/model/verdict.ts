/** Worst first. `error` and `warning` fail; `advice` rests on something assumed or proves nothing, and never fails. */
export const severities = ['error', 'warning', 'advice'] as const;
export type Severity = (typeof severities)[number];

/** A sentence of a contract. `source`: the document that says so; `null`: assumed. */
export interface Basis {
  readonly says: string;
  readonly source: string | null;
}

/** One attempt that a finding rests on. */
export interface Evidence {
  readonly call: string;
  /** Ordinal within the call, and of its entry in the journal. */
  readonly attempt: number;
  readonly entry: number;
  /** Milliseconds since the timeline's first arrival. */
  readonly atMs: number;
  /** What it met: `429 rate-limited, Retry-After: 5`. */
  readonly met: string;
  /** `null`: the first attempt of its call. */
  readonly gapMs: number | null;
}

/** `absent`: what was expected was never done. */
export const natures = ['wrong', 'absent'] as const;

/** `asked`: by the scenario. `contract`: by the platform. `always`: by every drill. */
export const expectedBy = ['asked', 'contract', 'always'] as const;

/** Something that a client did wrong, or never did. */
export interface Finding {
  /** The same in every report and run: made of expectation, problem, scenario and what was met. */
  readonly id: string;
  readonly expectation: string;
  /** Kebab-case: `retried-too-early`. */
  readonly problem: string;
  readonly severity: Severity;
  readonly nature: (typeof natures)[number];
  readonly scenario: string;
  /** What was seen, with its times. */
  readonly says: string;
  readonly expected: Basis;
  /** How often it was seen. */
  readonly count: number;
  /** The first few. */
  readonly evidence: readonly Evidence[];
  readonly fix: string;
  /** How to see that the fix holds. */
  readonly check: string;
}

export const outcomes = ['pass', 'fail', 'inconclusive'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Verdict {
  readonly expectation: string;
  /** What a well-behaved client does, in one line. */
  readonly summary: string;
  readonly params: unknown;
  readonly by: (typeof expectedBy)[number];
  readonly outcome: Outcome;
  /** In one sentence; of `inconclusive` the reason. */
  readonly because: string;
  /** On how many occasions it rests. */
  readonly samples: number;
  readonly findings: readonly Finding[];
  /** For whoever reads the rule and not a finding. */
  readonly fix: string;
  readonly check: string;
}
