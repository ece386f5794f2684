/** Parameters parsed, luck drawn: nothing is left to decide. */
export interface BoundFault<Subject> {
  readonly name: string;
  /** English, for journal and explain: "answer 429 rate_limited, Retry-After 5". */
  readonly says: string;
  /** What it does is done to the plain bytes of a body: a content coding is taken off for it. */
  readonly bytes?: 'plain';
  apply(subject: Subject): Subject;
}

/** What a rule did with one subject, and because of what. */
export interface RuleOutcome {
  readonly rule: string;
  /** `skipped`: it matched, but did not fire. `lost`: an earlier rule replaced the answer. */
  readonly outcome: 'fired' | 'skipped' | 'lost';
  readonly because: string;
  readonly faults: readonly string[];
}

export interface Decision<Subject> {
  /** Rules that matched, in file order. Empty: behave normally. */
  readonly rules: readonly RuleOutcome[];
  /** In the order in which they are applied; the first is nearest the source. */
  readonly faults: readonly BoundFault<Subject>[];
}
