import type { Attempt, Call } from '../model/timeline.ts';
import type { Retry } from './retries.ts';
import { nameMet } from './trouble.ts';

/** Something that a client did, or left; how bad that is, an expectation says. */
export interface Lapse {
  /** Kebab-case: `retried-too-early`. */
  readonly problem: string;
  /** What was met, in few words. */
  readonly met: string;
  /** `null`: it concerns no single call. */
  readonly call: Call | null;
  readonly attempts: readonly Attempt[];
  readonly says: string;
  /** Rests on a fact that no document states. */
  readonly assumed?: true;
  /** The platform's words do not speak of it. */
  readonly restsOn?: 'standard' | 'scenario';
}

/** So many attempts are shown of what hundreds of them show. */
export const mostShown = 10;

/** A retry that should not have been, or not then. */
export function lapseOf({ call, before, attempt }: Retry, problem: string, says: string): Lapse {
  return { problem, met: nameMet(before.met), call, attempts: [before, attempt], says };
}

/** The same, resting on something assumed where that is so. */
export function assumedIf(assumed: boolean, lapse: Lapse): Lapse {
  return assumed ? { ...lapse, assumed: true } : lapse;
}
