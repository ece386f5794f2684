import type { AdmissionState } from '../admission/state/admission-state.ts';
import type { CompiledScenario, Engine } from '../engine/compiled-scenario.ts';
import { type FaultSwitch, SteeredEngine } from '../engine/steered-engine.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Attempts } from '../request/attempts.ts';
import type { RunStore } from '../store/run-store.ts';
import type { AnswerSource } from './answer-source.ts';
import type { KeptState } from './kept-state.ts';
import type { Radii } from './radii.ts';
import { createRunClock, type RunClock } from './run-clock.ts';
import {
  continuedAdmission,
  createAdmission,
  createFittings,
  type FittingParts,
  type Fittings,
  needsFitting,
} from './run-fittings.ts';
import type { SharedStore } from './shared-store.ts';

/** A scenario under one label: counters, calls and stub state of its own. */
export interface Run extends RunClock, Fittings {
  readonly scenario: Scenario;
  readonly label: string;
  readonly engine: Engine;
  /** Whether it has rules for connections. */
  readonly hasConnectionRules: boolean;
  readonly attempts: Attempts;
  /** How much of a body for a source is read before deciding; `null`: none, it streams at once. */
  readBytes(source: AnswerSource): number | null;
  /** Whether a rule acts before the request's body is read. */
  readonly hasEarlyFaults: boolean;
  /** What a request meets depends on its head alone, or on its body too. */
  readonly decidesBy: 'head' | 'body';
  /** Whether some rule or limit could make a request fail now, whatever is drawn; nothing is counted. */
  mayFail(facts: RequestFacts): boolean;
  /**
   * Plays another version of its scenario. Its time and its calls go on, and so does whatever belongs to a
   * part that is the very object of the version before: counters of rules, usage of limits, the stub.
   */
  revise(compiled: CompiledScenario): void;
}

export interface RunsParts extends Omit<FittingParts, 'label' | 'runClock'> {
  /** What was kept over a restart; `null`: nothing is. */
  readonly kept: Pick<KeptState, 'begin' | 'forget' | 'labelsOf'> | null;
  /** What other gateways count with this one; `null`: there are none. */
  readonly shared: Pick<SharedStore, 'of' | 'forget'> | null;
  /** Called with each run that is over: it made room, its answers were replaced, or the gateway closes. */
  over(run: Run): void;
  readonly faults: FaultSwitch;
  /** Whether the journal keeps bodies. */
  readonly bodies: 'kept' | 'not-kept';
}

/** What a run shares with others. */
export interface SharedParts extends RunsParts {
  readonly attempts: Attempts;
  readonly radii: Radii;
}

/**
 * A stub and a tape need the whole body; in front of a real upstream some rules do, a recorder, and a journal
 * that keeps bodies.
 */
function bytesToRead(
  { scenario, needsBody }: CompiledScenario,
  source: AnswerSource,
  { bodies, faults }: Pick<RunsParts, 'bodies' | 'faults'>,
): number | null {
  const { limits, record } = scenario;
  if (source.kind !== 'upstream') return limits.body;
  const byRules = needsBody || faults.stage?.needsBody(scenario) === true;
  return byRules || record !== null || bodies === 'kept' ? limits.inspect : null;
}

export class PlayedRun implements Run {
  readonly label: string;
  readonly attempts: Attempts;
  readonly elapsed: RunClock['elapsed'];
  readonly age: RunClock['age'];
  readonly jump: RunClock['jump'];
  readonly join: RunClock['join'];
  readonly engine: SteeredEngine;
  readonly #parts: SharedParts;
  readonly #shared: RunStore | null;
  readonly #fitting: FittingParts;
  #compiled: CompiledScenario;
  #fittings: Fittings;

  constructor(compiled: CompiledScenario, label: string, parts: SharedParts) {
    const { scenario } = compiled;
    const { clock, attempts, faults } = parts;
    this.#parts = parts;
    this.#shared = parts.shared?.of(scenario.name, label) ?? null;
    const begins = scenario.stages.length > 0 ? 'at-once' : 'with-request';
    const runClock = createRunClock(clock, begins, this.#shared);
    ({ elapsed: this.elapsed, age: this.age, jump: this.jump, join: this.join } = runClock);
    this.label = label;
    this.attempts = attempts;
    this.#compiled = compiled;
    this.#fitting = { ...parts, label, runClock };
    const admission = createAdmission(scenario, this.#fitting);
    this.engine = new SteeredEngine(this.#engineOf(compiled, admission), { scenario, label }, faults);
    this.#fittings = createFittings(scenario, admission, this.engine, this.#fitting);
  }

  /** `before`: the engine whose counters go on. */
  #engineOf(version: CompiledScenario, state: AdmissionState, before?: Engine): Engine {
    const { clock, radii } = this.#parts;
    const owner = { state, label: this.label, shared: this.#shared, radius: radii.of(version) };
    return version.createEngine(clock, before, owner);
  }

  get scenario(): Scenario {
    return this.#compiled.scenario;
  }

  get admission(): AdmissionState {
    return this.#fittings.admission;
  }

  get sources(): readonly AnswerSource[] {
    return this.#fittings.sources;
  }

  get ask(): Fittings['ask'] {
    return this.#fittings.ask;
  }

  get recorder(): Fittings['recorder'] {
    return this.#fittings.recorder;
  }

  get route(): Fittings['route'] {
    return this.#fittings.route;
  }

  get redactor(): Fittings['redactor'] {
    return this.#fittings.redactor;
  }

  get hasConnectionRules(): boolean {
    const { stage } = this.#parts.faults;
    return this.#compiled.hasConnectionRules || stage?.hasConnectionRules === true;
  }

  // What is counted elsewhere is not known before it is asked.
  get hasEarlyFaults(): boolean {
    return this.#compiled.hasEarlyFaults && this.#shared === null;
  }

  get decidesBy(): 'head' | 'body' {
    const isAlone = this.#parts.faults.stage === null && this.#shared === null;
    return isAlone ? this.#compiled.decidesBy : 'body';
  }

  readonly readBytes = (source: AnswerSource): number | null =>
    bytesToRead(this.#compiled, source, this.#parts);

  readonly mayFail = (facts: RequestFacts): boolean => {
    const { faults } = this.engine.foresee(facts, this.elapsed(facts.at), 'worst');
    return !faults.every(this.#compiled.isHarmless);
  };

  readonly revise = (compiled: CompiledScenario): void => {
    const [was, { scenario: now }] = [this.scenario, compiled];
    if (needsFitting(was, now)) {
      this.#parts.over(this);
      const admission = continuedAdmission(this.admission, [was, now], this.#fitting);
      this.#fittings = createFittings(now, admission, this.engine, this.#fitting);
    }
    this.#compiled = compiled;
    if (now.stages.length > 0) this.elapsed(this.#parts.clock.now());
    this.engine.replace((before) => this.#engineOf(compiled, this.admission, before), now);
  };
}
