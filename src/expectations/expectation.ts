import type { z } from 'zod';
import type { Timeline } from '../model/timeline.ts';
import type { Basis } from '../model/verdict.ts';
import type { Violation } from '../timeline/violation.ts';

/** What an expectation observed. Any problem fails (advice excepted); `samples` without a problem pass. */
export interface Observation {
  /** Number of occasions on which the client could have shown the behaviour. 0: inconclusive. */
  readonly samples: number;
  readonly problems: readonly Violation[];
  /** Why the samples prove nothing, or why there are none; `null`: they are proof. */
  readonly unclear: string | null;
  /** Summary for a pass: `2 retries, each after its Retry-After`. */
  readonly says: string;
}

/** One rule of client behaviour and how to check it. File name = name. */
export interface Expectation<Params = unknown> {
  readonly name: string;
  /** One line for `list` and the docs. */
  readonly summary: string;
  /** Parameters that a scenario may set; an absent one comes from the platform's retry contract. */
  readonly params: z.ZodType<Params>;
  /**
   * Basis of the expectation on platforms whose contract does not state it; `null`: it holds only where a
   * contract states it.
   */
  readonly standard: Basis | null;
  readonly fix: string;
  /** A command that shows whether the fix works. */
  readonly check: string;
  /** The same by the name of a platform that the scenarios of `check` do not fit; absent: they fit all. */
  readonly checkOn?: Readonly<Record<string, string>>;
  /** Upper bound on how often a well-behaved client fails by chance; `null`: the check is not statistical. */
  readonly falsePositiveRate: string | null;
  /** On how long a client has waited: a step of the wall clock meanwhile leaves open what it finds. */
  readonly dependsOn?: 'waits';
  observe(timeline: Timeline, params: Params): Observation;
}

/** Infers the type of `params` for an entry, then erases it for the registry. */
export function expectation<Params>(entry: Expectation<Params>): Expectation {
  return entry as unknown as Expectation;
}

/** Checks by scenarios of DeepToken, which its English contract plays as well; `also`: on that contract. */
export function onDeeptoken(scenarios: string, shows: string, also = scenarios): Record<string, string> {
  return {
    deeptoken: `badgateway drill ${scenarios} -- CMD: ${shows}`,
    'deeptoken-en': `badgateway drill ${also} --platform deeptoken-en -- CMD: ${shows}`,
  };
}

/** Checks by scenarios that were written for another platform and fit these as well. */
export function playedOnDeeptoken(scenarios: string, shows: string): Record<string, string> {
  return onDeeptoken(`${scenarios} --platform deeptoken`, shows, scenarios);
}
