import type { Clock } from '../lib/clock.ts';
import { admitsAll } from '../model/admission.ts';
import type { Decision } from '../model/decision.ts';
import type { DrillMark } from '../model/drill.ts';
import type { Rule, Scenario } from '../model/scenario.ts';
import { behindDrill, winnerOf } from './behind-drill.ts';
import type { BlastRadiusGuard } from './blast-radius.ts';
import type { CompiledScenario, Engine } from './compiled-scenario.ts';
import { compileScenario } from './engine.ts';

export interface StageParts {
  readonly mark: DrillMark;
  readonly rules: readonly Rule[];
  readonly clock: Clock;
  /** Bounds the rules of all stages and runs together; `null`: nothing does. */
  readonly radius: BlastRadiusGuard | null;
  /** Called for each request and connection that meets a fault of the rules. */
  onHit(): void;
}

/** The rules of one stage of a drill. Time in them counts from the beginning of the stage. */
export class StageRules {
  readonly mark: DrillMark;
  readonly hasConnectionRules: boolean;
  readonly #parts: StageParts;
  readonly #beganAt: number;
  readonly #compiled = new WeakMap<Scenario, CompiledScenario>();

  constructor(parts: StageParts) {
    this.mark = parts.mark;
    this.#parts = parts;
    this.#beganAt = parts.clock.now();
    this.hasConnectionRules = parts.rules.some(({ subject }) => subject === 'connection');
  }

  get elapsedMs(): number {
    return this.#parts.clock.now() - this.#beganAt;
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
    this.#parts.onHit();
  }

  /** Whether some rule can be evaluated only with the body of a request. */
  needsBody(scenario: Scenario): boolean {
    return this.#parts.rules.length > 0 && this.#of(scenario).needsBody;
  }

  /** For one run, with counters of its own. `null`: there are no rules. */
  createEngine(scenario: Scenario, label: string): Engine | null {
    const { rules, clock, radius } = this.#parts;
    if (rules.length === 0) return null;
    return this.#of(scenario).createEngine(clock, undefined, { radius, label });
  }

  /** The scenario with these rules and nothing else: limits, keys and stages stay with the run. */
  #of(scenario: Scenario): CompiledScenario {
    const known = this.#compiled.get(scenario);
    if (known !== undefined) return known;
    const made = compileScenario({
      ...scenario,
      ...{ rules: this.#parts.rules, stages: [], countedLimits: [], overrides: 'deny' },
      ...{ admission: admitsAll, blastRadius: this.#parts.radius?.radius ?? null },
    });
    this.#compiled.set(scenario, made);
    return made;
  }
}
