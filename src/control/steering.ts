import type { Clock } from '../lib/clock.ts';
import type { ManualClock } from '../lib/manual-clock.ts';
import type { ShownKey, ShownReplicas } from '../model/admission-level.ts';
import type { RadiusFigures } from '../model/blast-radius.ts';
import type { RuleOutcome } from '../model/decision.ts';
import type { DrillMark, DrillState, Latch } from '../model/drill.ts';
import type { Entry, OutcomeEntry, RequestEntry } from '../model/entry.ts';
import type { LimitLevel } from '../model/limit-level.ts';

/** Which runs an operation is about. */
export interface Scope {
  /** `null`: the default scenario. */
  readonly scenario: string | null;
  /** `null`: every label. */
  readonly label: string | null;
}

/** A rule as it is shown: its conditions in English, without secrets, and its faults by name. */
export interface ShownRule {
  readonly id: string;
  readonly state: 'on' | 'off';
  /** `control`: it was added while the gateway ran. */
  readonly origin: 'scenario' | 'control';
  readonly subject: 'connection' | 'request';
  readonly when: string;
  /** What each injection does; a sequence has several items. */
  readonly injects: readonly string[];
}

export interface ShownScenario {
  readonly name: string;
  readonly title: string;
  readonly platform: string;
  readonly seed: string;
  readonly stages: readonly string[];
  /** The stage that requests without a label meet; `null`: there is none, or the last one is over. */
  readonly stage: string | null;
  /** Names of the scenarios that can be played. */
  readonly known: readonly string[];
  readonly faults: FaultState;
  /** What stopped the faults; `null`: they act. */
  readonly latch: Latch | null;
  /** The drill under way; `null`: there is none. */
  readonly drill: DrillMark | null;
  /** `null`: nothing bounds its rules. */
  readonly blastRadius: ShownRadius | null;
}

/** A blast radius in English, without secrets. */
export interface ShownRadius {
  readonly says: string;
  /** `null`: no request has come so far. */
  readonly figures: RadiusFigures | null;
}

/** A request whose answer has not ended, secrets masked. */
export interface ShownRequest
  extends Pick<RequestEntry, 'at' | 'scenario' | 'label' | 'connection' | 'call' | 'attempt'>,
    Pick<RequestEntry, 'method' | 'url' | 'route' | 'model' | 'client' | 'stream'> {
  readonly rules: readonly RuleOutcome[];
}

/** How much of the limits of some runs is used. */
export interface LimitLevels {
  readonly limits: readonly LimitLevel[];
  /** Number of runs whose limits are not listed. */
  readonly otherRuns: number;
}

/** How a key is to be rotated. */
export interface KeyRotation {
  /** Its id, or the key as it is listed or sent. */
  readonly key: string;
  /** `null`: the one that the scenario names. */
  readonly to: string | null;
  /** `null`: that of the scenario, or else until the new key is used. */
  readonly graceMs: number | null;
}

/** What is to remain of a limit. */
export interface LimitSetting {
  /** Its id. */
  readonly limit: string;
  /** As it is sent, or as it is listed; `null`: every key in use. */
  readonly key: string | null;
  readonly remaining: number;
}

/** What is put into a wallet. */
export interface TopUp {
  /** The id of the wallet. */
  readonly limit: string;
  /** As it is sent, or as it is listed; `null`: every key in use. */
  readonly key: string | null;
  readonly usd: number;
}

/** What can be begun anew. */
export const resettable = ['counters', 'journal', 'rules', 'all'] as const;
export type Resettable = (typeof resettable)[number];

/** How many runs began anew, and how many journal entries were dropped. */
export interface ResetCounts {
  readonly runs: number;
  readonly entries: number;
}

/** The call that an outcome was reported of. */
export type ReportedCall = Pick<OutcomeEntry, 'scenario' | 'label' | 'call'>;

/** How a drill begins. */
export interface DrillBeginning {
  readonly drill: string;
  readonly leaseMs: number;
  /** In YAML or JSON; `null`: nothing bounds its rules. */
  readonly blastRadius: string | null;
}

/** What a drill does from now on. */
export interface StageEntering {
  /** Id of the drill. */
  readonly id: string;
  readonly stage: string;
  /** A list of rules in YAML or JSON; `null`: none. */
  readonly rules: string | null;
}

export type FaultState = 'injecting' | 'stopped';

/** Verdicts, as `badgateway schema report` describes them. */
export interface Report {
  readonly scenarios: readonly object[];
}

/** What operations may do to a running gateway. Rejects with a `ControlError` or with `FileMistakes`. */
export interface Steering {
  /** By which callers wait: moving the gateway's time makes no wait shorter. */
  readonly clock: Clock;
  /** The one by which requests are decided and judged, where it can be moved; `null`: it cannot. */
  readonly movable: ManualClock | null;
  rules(scope: Scope): Promise<readonly ShownRule[]>;
  /** Adds a rule in front of all others. `text`: YAML or JSON, or the items of a sequence. */
  addRule(scope: Scope, text: string): Promise<ShownRule>;
  replaceRule(scope: Scope, id: string, text: string): Promise<ShownRule>;
  /** `text`: a list of rules. */
  replaceRules(scope: Scope, text: string): Promise<readonly ShownRule[]>;
  switchRule(scope: Scope, id: string, state: 'on' | 'off'): Promise<ShownRule>;
  removeRule(scope: Scope, id: string): Promise<ShownRule>;
  /** The levels of all limits, each under its fullest keys, at most so many. */
  limits(scope: Scope, keys: number): Promise<LimitLevels>;
  /** Answers under how many keys it was set. */
  setLimit(scope: Scope, setting: LimitSetting): Promise<number>;
  /** Answers under how many keys the wallet was topped up. */
  topUp(scope: Scope, topUp: TopUp): Promise<number>;
  keys(scope: Scope): Promise<readonly ShownKey[]>;
  /** Answer the key as it is then, in each run that has it. */
  revokeKey(scope: Scope, key: string): Promise<readonly ShownKey[]>;
  rotateKey(scope: Scope, rotation: KeyRotation): Promise<readonly ShownKey[]>;
  replicas(scope: Scope): Promise<readonly ShownReplicas[]>;
  /** `healthy`: `null` is all of them. */
  setReplicas(scope: Scope, model: string, healthy: number | null): Promise<readonly ShownReplicas[]>;
  scenario(): ShownScenario;
  /** Makes a scenario the default one: one that is known, or the one in `text`. */
  playScenario(name: string, text: string | null): Promise<ShownScenario>;
  /** The runs of the scope go on as if the stage began now. */
  playStage(scope: Scope, stage: string): Promise<ShownScenario>;
  reset(what: Resettable, scope: Scope): Promise<ResetCounts>;
  faults(): FaultState;
  /** `null`: faults act. */
  latch(): Latch | null;
  /** Ends every fault at once, also those under way, until the release; resolves when that is kept. */
  stopFaults(reason: string | null, by?: Latch['by']): Promise<void>;
  releaseFaults(reason: string | null): Promise<void>;
  beginDrill(beginning: DrillBeginning): Promise<DrillState>;
  enterStage(entering: StageEntering): Promise<DrillState>;
  renewLease(id: string): DrillState;
  endDrill(id: string, by: 'completed' | 'stopped', because: string | null): DrillState;
  /** The drill under way or the last one; `null`: there was none. */
  drill(): DrillState | null;
  /** Entries of the journal after a number, oldest first, at most `limit`. */
  entries(after: number, limit?: number): readonly Entry[];
  /** Number of entries that were dropped for newer ones, and so the number of the last one of them. */
  dropped(): number;
  /** Number of requests that have not ended yet. */
  underWay(): number;
  /** Number of answers that hang at the moment. */
  hanging(): number;
  /** Number of connections of clients that are open. */
  connections(): number;
  /** Those of them whose rules were evaluated, the oldest first. */
  requests(atMost: number): readonly ShownRequest[];
  subscribe(onEntry: (entry: Entry) => void): () => void;
  /** Takes what an application made of a call; `null`: no request had this name in `x-badgateway-call`. */
  reportOutcome(outcome: OutcomeEntry['outcome'], call: string | null): ReportedCall | null;
  /** A report, as `drill --json` writes it. */
  verdicts(label: string | null): Promise<Report>;
}

/** A mistake in what was given, as `badgateway check` prints it. */
export interface PlacedMistake {
  /** The member that it is in: `body`, or the name of an input. */
  readonly in: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** An operation that cannot be carried out: the status, what failed, and what to do. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: number;
  /** Where the input has mistakes; empty: it has none. */
  readonly mistakes: readonly PlacedMistake[];

  constructor(
    status: number,
    message: string,
    mistakes: readonly PlacedMistake[] = [],
    options: ErrorOptions = {},
  ) {
    super(message, options);
    this.status = status;
    this.mistakes = mistakes;
  }
}

/** The clock that can be moved; refuses where there is none. */
export function movableClock({ movable }: Steering): ManualClock {
  if (movable !== null) return movable;
  const remedy = "badgateway serve --clock manual, or startGateway({ clock: 'manual' })";
  throw new ControlError(409, `the clock of this gateway cannot be moved; start it by ${remedy}`);
}
