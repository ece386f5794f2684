import { luckOf } from '../lib/luck.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { Decision } from '../model/decision.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { FaultList, Scenario } from '../model/scenario.ts';
import type { FaultBinder } from './bind-faults.ts';
import { perConnectionValue } from './counters.ts';
import { type EvaluationInput, evaluateRules, type Firing, type RuleState } from './evaluate-rules.ts';
import { bounded, type EngineRadius } from './hold-back.ts';
import { misfitAmong } from './misfit.ts';
import { fingerprintOf, type Moment, momentOf, moments } from './moment.ts';
import { areOfHttp2, hasInjectionsLeft } from './next-connection.ts';
import { activeAt } from './stages.ts';

interface ConnectionParts {
  readonly scenario: Scenario;
  readonly binder: FaultBinder;
  /** `null`: nothing bounds what the rules hit. */
  readonly radius: EngineRadius | null;
}

/** Whether it acts on a connection before its first request, which a kept connection would never meet. */
const actsBefore = ({ uses }: Firing): boolean => uses.length > 0 && !areOfHttp2(uses);

/** The rules of a scenario that act on connections. */
export class ConnectionRules {
  readonly #parts: ConnectionParts;
  readonly #rules: Readonly<Record<Moment, readonly RuleState<ConnectionFacts>[]>>;

  constructor(parts: ConnectionParts, states: readonly RuleState<ConnectionFacts>[]) {
    this.#parts = parts;
    this.#rules = {
      accept: states.filter(({ rule }) => momentOf(rule) === 'accept'),
      opening: states.filter(({ rule }) => momentOf(rule) === 'opening'),
    };
  }

  welcome(facts: ConnectionFacts, elapsedMs: number, moment: Moment): Decision<ConnectionPlan> {
    const { radius, binder } = this.#parts;
    const guard = radius?.guard;
    if (guard?.coversConnection(facts) === false) return { rules: [], faults: [] };
    const evaluated = this.#evaluate(facts, elapsedMs, moment, ({ rule, counter }) =>
      counter(perConnectionValue(rule.per, facts)),
    );
    const { outcomes, firings } =
      guard === undefined ? evaluated : bounded(evaluated, (closes) => guard.askConnection(facts, closes));
    const faults = firings.flatMap(({ uses, key }) => uses.map((use) => binder.connection(use, facts, key)));
    const decision = { rules: outcomes, faults };
    return guard === undefined ? decision : { ...decision, onEnd: () => guard.closed(facts) };
  }

  affectsNext(facts: ConnectionFacts, elapsedMs: number): boolean {
    const guard = this.#parts.radius?.guard;
    if (guard !== undefined && (guard.isUsedUp || !guard.coversConnection(facts))) return false;
    const next = { ...facts, connection: facts.connection + 1 };
    // A copy, so that the evaluation does not change the counters.
    const counterOf = ({ rule, counter }: RuleState<ConnectionFacts>) => ({
      ...counter(perConnectionValue(rule.per, next)),
    });
    const active = activeAt(this.#parts.scenario.stages, elapsedMs);
    return moments.some(
      (moment) =>
        this.#rules[moment].some(
          (state) => active(state.rule) && hasInjectionsLeft(state, facts, elapsedMs),
        ) || this.#evaluate(next, elapsedMs, moment, counterOf).firings.some(actsBefore),
    );
  }

  #evaluate(
    facts: ConnectionFacts,
    elapsedMs: number,
    moment: Moment,
    counterOf: EvaluationInput<ConnectionFacts>['counterOf'],
  ) {
    const { scenario } = this.#parts;
    const fingerprint = fingerprintOf(facts, moment);
    const occurrence = facts.connection;
    const drawFor: EvaluationInput<ConnectionFacts>['drawFor'] = ({ id }) =>
      luckOf(scenario.seed, scenario.name, id, fingerprint, occurrence)();
    const misfit = (uses: FaultList) => (moment === 'opening' ? misfitAmong(facts, uses) : null);
    const input = { facts, elapsedMs, fingerprint, occurrence, counterOf, drawFor, winner: null, misfit };
    return evaluateRules(scenario, this.#rules[moment], input);
  }
}
