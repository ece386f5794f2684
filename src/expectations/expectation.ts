import type { z } from 'zod';
import type { Timeline } from '../model/timeline.ts';
import type { Basis, Finding, Severity } from '../model/verdict.ts';
import type { Violation } from '../timeline/violation.ts';

/** Something wrong, as an expectation sees it; the judge makes a finding of it, and one of several alike. */
export interface Problem extends Violation {
  readonly severity: Severity;
  readonly nature: Finding['nature'];
  /** In the place of the expectation's own. */
  readonly fix?: string;
}

/** What an expectation saw. Problems fail; without one, `samples` on which nothing was wrong pass. */
export interface Observation {
  /** On how many occasions the client could have shown it. 0: inconclusive. */
  readonly samples: number;
  readonly problems: readonly Problem[];
  /** Why this proves nothing although there were samples, or why there were none; `null`: it proves. */
  readonly unclear: string | null;
  /** What was seen where nothing is wrong: `2 retries, each after its Retry-After`. */
  readonly says: string;
}

/** What a well-behaved client does. File name = name. */
export interface Expectation<Params = unknown> {
  readonly name: string;
  /** One line for `list` and the docs. */
  readonly summary: string;
  /** Parameters of a scenario; what is absent comes from the platform's retry contract. */
  readonly params: z.ZodType<Params>;
  /** Holds on every platform that does not say it in its own words; `null`: only where one does. */
  readonly standard: Basis | null;
  readonly fix: string;
  /** How to see that the fix holds. */
  readonly check: string;
  /** Of those that judge by chance: how often an honest client is accused at most; `null`: never so. */
  readonly falseAccusation: string | null;
  observe(timeline: Timeline, params: Params): Observation;
}

/** Lets an entry say its parameters once; erases them for the registry. */
export function expectation<Params>(entry: Expectation<Params>): Expectation {
  return entry as unknown as Expectation;
}
