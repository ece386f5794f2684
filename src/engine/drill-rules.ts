import type { Clock } from '../lib/clock.ts';
import { admitsAll } from '../model/admission.ts';
import type { Decision } from '../model/decision.ts';
import type { DrillMark } from '../model/drill.ts';
import type { Rule, Scenario } from '../model/scenario.ts';
import { behindDrill, winnerOf } from './behind-drill.ts';
import type { CompiledScenario, Engine } from './compiled-scenario.ts';
import { compileScenario } from './engine.ts';

/** The rules of one stage of a drill. Time in them counts from the beginning of the stage. */
export class StageRules {
  readonly mark: DrillMark;
  readonly hasConnectionRules: boolean;
  readonly #rules: readonly Rule[];
  readonly #clock: Clock;
  readonly #beganAt: number;
  readonly #onHit: () => void;
  readonly #compiled = new WeakMap<Scenario, CompiledScenario>();

  /** `onHit` is called for each request and connection that meets a fault of these rules. */
  constructor(mark: DrillMark, rules: readonly Rule[], clock: Clock, onHit: () => void) {
    this.mark = mark;
    this.#rules = rules;
    this.#clock = clock;
    this.#beganAt = clock.now();
    this.#onHit = onHit;
    this.hasConnectionRules = rules.some(({ subject }) => subject === 'connection');
  }

  get elapsedMs(): number {
    return this.#clock.now() - this.#beganAt;
  }

  /** The rule that replaces the answer; `null`: none does. */
  winnerOf(decision: Pick<Decision<never>, 'rules'>): string | null {
    return winnerOf(decision);
  }

  /** What these rules and those of the run make of a request or connection together. */
  with<Subject>(drill: Decision<Subject>, own: Decision<Subject>): Decision<Subject> {
    return behindDrill(this.mark, drill, own);
  }

  hit(): void {
    this.#onHit();
  }

  /** Whether some rule can be evaluated only with the body of a request. */
  needsBody(scenario: Scenario): boolean {
    return this.#rules.length > 0 && this.#of(scenario).needsBody;
  }

  /** For one run, with counters of its own. `null`: there are no rules. */
  createEngine(scenario: Scenario): Engine | null {
    return this.#rules.length === 0 ? null : this.#of(scenario).createEngine(this.#clock);
  }

  /** The scenario with these rules and nothing else: limits, keys and stages stay with the run. */
  #of(scenario: Scenario): CompiledScenario {
    const known = this.#compiled.get(scenario);
    if (known !== undefined) return known;
    const made = compileScenario({
      ...scenario,
      ...{ rules: this.#rules, stages: [], countedLimits: [], overrides: 'deny' },
      admission: admitsAll,
    });
    this.#compiled.set(scenario, made);
    return made;
  }
}
