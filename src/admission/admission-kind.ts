import type { z } from 'zod';
import type { Part } from '../config/validate.ts';
import type { Admission, NamedEntry } from '../model/admission.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Scenario } from '../model/scenario.ts';
import type { AdmissionState } from './state/admission-state.ts';

/** What a kind says of a request: `error` refuses it; without one it only tells the journal something. */
export interface Ruling {
  /** Name in the journal and in the label of the answer. */
  readonly id: string;
  readonly because: string;
  readonly error: NamedEntry | null;
}

/** `take` counts the use of what is asked; `foresee` changes nothing. */
export type Ask = 'take' | 'foresee';

/** `null`: nothing is to be said, and the request is admitted. */
export type Check = (facts: RequestFacts, elapsedMs: number, ask: Ask) => Ruling | null;

/** One kind of state that admits or refuses requests without counting them. */
export interface AdmissionKind<Name extends keyof Admission = keyof Admission> {
  /** Key in a scenario file, the same as the file name. */
  readonly name: Name;
  /** Completes the sentence "the scenario says …". */
  readonly summary: string;
  readonly asked: 'before-limits' | 'after-limits';
  /** The value in a scenario file, for its JSON Schema; `compile` reads it. */
  readonly shape: z.ZodType;
  /** `inUse`: `null` where the platform itself has a mistake. */
  compile(part: Part, inUse: PlatformInUse | null): Admission[Name];
  /** Names under which it stands in the journal; none: the scenario does not have it. */
  ids(admission: Admission): readonly string[];
  /** What `explain` says, without secrets: one text for each id or more. */
  describe(scenario: Scenario): readonly string[];
  /** Whether it can be asked only with the body of a request. */
  needsBody(admission: Admission): boolean;
  create(scenario: Scenario, state: AdmissionState): Check;
}

export const admissionKind = <Name extends keyof Admission>(entry: AdmissionKind<Name>) => entry;
