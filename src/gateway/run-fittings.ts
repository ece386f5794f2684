import {
  type AdmissionState,
  createAdmissionState,
  restoreAdmission,
  saveAdmission,
} from '../admission/state/admission-state.ts';
import type { Engine } from '../engine/compiled-scenario.ts';
import type { Clock } from '../lib/clock.ts';
import type { Notice } from '../model/notice.ts';
import type { Scenario } from '../model/scenario.ts';
import { createRouter, type RouteMatch } from '../request/routes.ts';
import { createRedactor, type Redactor } from '../secrets/redact.ts';
import type { Recorder } from '../tape/recorder.ts';
import type { AddNotice, AnswerSources } from './answer-source.ts';
import { type AskedUpstreams, createAskedUpstreams } from './asked-upstream.ts';
import { createOutlook } from './outlook.ts';
import type { RunClock } from './run-clock.ts';

/** What of a run is made of its scenario, beside its engine. */
export interface Fittings extends AskedUpstreams {
  /** Keys and replicas as they are now. */
  readonly admission: AdmissionState;
  /** Keeps what the source answers; `null`: nothing is recorded. */
  readonly recorder: Recorder | null;
  readonly route: (path: string) => RouteMatch;
  readonly redactor: Redactor;
}

export interface FittingParts {
  readonly clock: Clock;
  readonly sourceOf: AnswerSources['of'];
  recorderOf(scenario: Scenario, tell: AddNotice): Recorder | null;
  notice(scenario: string, label: string, notice: Notice, says: string): void;
  readonly label: string;
  readonly runClock: RunClock;
}

/** Parts of a scenario that fittings do not depend on. */
const ofEngineAlone: ReadonlySet<string> = new Set<keyof Scenario>([
  ...(['title', 'file', 'seedDrawn', 'rules', 'stages', 'countedLimits', 'blastRadius'] as const),
  ...(['expect', 'excused', 'repetitions', 'overrides'] as const),
]);

/** Whether another version of a scenario needs other fittings: some part of them is another object. */
export function needsFitting(before: Scenario, now: Scenario): boolean {
  const keys = Object.keys(now) as (keyof Scenario)[];
  return keys.some((key) => !ofEngineAlone.has(key) && before[key] !== now[key]);
}

export const createAdmission = (scenario: Scenario, { clock, runClock }: FittingParts): AdmissionState =>
  createAdmissionState(scenario, clock, runClock.age);

/** Nothing is hidden from the gateway itself. */
const unhidden = { digestOf: (secret: string) => secret, text: (text: string) => text };

/** Keys and replicas that mean what they meant stay as they are. */
export function continuedAdmission(
  before: AdmissionState,
  [was, now]: readonly [Scenario, Scenario],
  parts: FittingParts,
): AdmissionState {
  if (was.admission === now.admission && was.stub === now.stub && was.inUse === now.inUse) return before;
  const kept = saveAdmission(before, unhidden);
  const created = createAdmission(now, parts);
  if (kept !== null) restoreAdmission(created, kept, unhidden.digestOf);
  return created;
}

export function createFittings(
  scenario: Scenario,
  admission: AdmissionState,
  engine: Engine,
  { sourceOf, recorderOf, notice, label, runClock }: FittingParts,
): Fittings {
  const addNotice: AddNotice = (what, says) => notice(scenario.name, label, what, says);
  const { platform } = scenario.inUse;
  const route = createRouter(platform);
  const outlook = createOutlook({ engine, platform, route, elapsed: runClock.elapsed });
  const own = { addNotice, outlook, keys: admission.keys };
  return {
    ...createAskedUpstreams(scenario, (each) => sourceOf(scenario, each, own)),
    ...{ admission, route, recorder: recorderOf(scenario, addNotice), redactor: createRedactor([platform]) },
  };
}
