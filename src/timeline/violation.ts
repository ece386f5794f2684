import type { Attempt, Call } from '../model/timeline.ts';
import type { Finding, Severity } from '../model/verdict.ts';
import type { Retry } from './retries.ts';
import { resultKey } from './retryability.ts';

/**
 * What a violation rests on that no document states. `advice`: what to do after this error; a scenario that
 * asks for the expectation says so itself, and only without one the violation is advice. `reach`: that a wait
 * or a number holds here; the violation is advice, whatever asks for the expectation.
 */
export type Assumption = 'advice' | 'reach';

/** Client behaviour that breaks a rule; the judge merges similar violations into one finding. */
export interface Violation {
  readonly severity: Severity;
  readonly nature: Finding['nature'];
  /** Kebab-case: `retried-too-early`. */
  readonly problem: string;
  /**
   * The result that preceded it; violations after the same result become one finding: `rate-limited`,
   * `503`.
   */
  readonly met: string;
  /** `null`: it concerns no single call. */
  readonly call: Call | null;
  /** The attempts that are the evidence. */
  readonly attempts: readonly Attempt[];
  /** Description with times; a finding of several violations shows that of the first. */
  readonly says: string;
  readonly assumed?: Assumption;
  /**
   * What the violation is measured by if the platform's contract does not cover it: the expectation's
   * standard, or the scenario's own `expect`, without which it is advice.
   */
  readonly restsOn?: 'standard' | 'scenario';
  /** It depends on how many faults each call met. */
  readonly dependsOnFaults?: true;
  /** Replaces the expectation's own `fix`. */
  readonly fix?: string;
}

/** The grade of most violations: something was done that is wrong. */
export const wrong = { severity: 'error', nature: 'wrong' } as const;

/** The grade of something that was expected and never done. */
export const absent = { severity: 'error', nature: 'absent' } as const;

/** Most attempts that are listed as evidence of one violation. */
export const maxShown = 10;

/** The violation of a retry that should not have been sent, or not at that time. */
export function violationOf({ call, before, attempt }: Retry, problem: string, says: string): Violation {
  return { ...wrong, problem, met: resultKey(before.result), call, attempts: [before, attempt], says };
}

/** Marks the violation as resting on an assumed reach if `assumed`. */
export function withAssumedReach(assumed: boolean, violation: Violation): Violation {
  return assumed ? { ...violation, assumed: 'reach' } : violation;
}

/** Marks the violation as resting on advice that no document gives if `assumed`; `restsOn`: what does ask. */
export function withAssumedAdvice(
  assumed: boolean,
  violation: Violation,
  restsOn: Violation['restsOn'] = 'scenario',
): Violation {
  return assumed ? { ...violation, assumed: 'advice', restsOn } : violation;
}
