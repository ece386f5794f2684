import type { Attempt, Call } from '../model/timeline.ts';
import type { Retry } from './retries.ts';
import { resultKey } from './retryability.ts';

/** Something that a client did, or left; how bad that is, an expectation says. */
export interface Violation {
  /** Kebab-case: `retried-too-early`. */
  readonly problem: string;
  /** What was met, in few words; lapses that met the same are one finding: `rate-limited`, `503`. */
  readonly met: string;
  /** `null`: it concerns no single call. */
  readonly call: Call | null;
  /** The attempts that show it. */
  readonly attempts: readonly Attempt[];
  /** What was seen, with its times; of several that are one finding the first one's is shown. */
  readonly says: string;
  /** Rests on a fact that no document states: it advises and never fails. */
  readonly assumed?: true;
  /**
   * By whose words it is wrong where those of the platform do not speak of it: the expectation's standard,
   * or the scenario alone, without which it is advice.
   */
  readonly restsOn?: 'standard' | 'scenario';
}

/** So many attempts are shown of what hundreds of them show. */
export const maxShown = 10;

/** A retry that should not have been, or not then. */
export function violationOf({ call, before, attempt }: Retry, problem: string, says: string): Violation {
  return { problem, met: resultKey(before.result), call, attempts: [before, attempt], says };
}

/** The same, resting on something assumed where that is so. */
export function withAssumption(assumed: boolean, violation: Violation): Violation {
  return assumed ? { ...violation, assumed: true } : violation;
}
