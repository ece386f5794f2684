import { type AdmissionState, createAdmissionState } from '../admission/state/admission-state.ts';
import type { Clock } from '../lib/clock.ts';
import { luckOf } from '../lib/luck.ts';
import type { Mutable } from '../lib/mutable.ts';
import { createOccurrences } from '../lib/occurrences.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { Decision } from '../model/decision.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Rule, Scenario } from '../model/scenario.ts';
import type { Step } from '../model/step.ts';
import { overrideOf } from '../scenario/override.ts';
import { createFaultBinder, type FaultBinder } from './bind-faults.ts';
import { BlastRadiusGuard } from './blast-radius.ts';
import type { CompiledScenario, Engine } from './compiled-scenario.ts';
import { CountedLimits, type Limited, unlimited } from './counted-limits.ts';
import { perConnectionValue, perValue } from './counters.ts';
import {
  createRuleStates,
  type EvaluationInput,
  evaluateRules,
  type RuleState,
  withLeftOut,
} from './evaluate-rules.ts';
import { Gate } from './gate.ts';
import { isHarmless } from './harmless-faults.ts';
import { type Bounded, both, bounded, type EngineRadius, type Evaluated } from './hold-back.ts';
import { connectionMatcher, requestMatcher } from './match.ts';
import { connectionMoments, fingerprintOf, type Moment, momentOf, moments } from './moment.ts';
import { drawsLuck, needsBody } from './needs-body.ts';
import { hasInjectionsLeft } from './next-connection.ts';
import { indexRules } from './rule-index.ts';
import { activeAt } from './stages.ts';
import type { SteeredLimits } from './steered-limits.ts';

/** The decision on a request that no rule matches. */
const untouched: Decision<never> = { rules: [], faults: [] };

const nothing: Bounded = { outcomes: [], firings: [], onEnd: null };

/** No chance below 1 fires on it. */
const highestDraw = 1 - Number.EPSILON / 2;

/** What an engine hands on to the one that takes its place. */
interface Kept {
  readonly requests: readonly RuleState<RequestFacts>[];
  readonly connections: readonly RuleState<ConnectionFacts>[];
  readonly occurrenceOf: (fingerprint: string) => number;
}

/** What an engine shares with others. */
interface SharedParts {
  readonly state: AdmissionState;
  readonly radius: EngineRadius | null;
}

class RuleEngine implements Engine {
  readonly #scenario: Scenario;
  readonly #binder: FaultBinder;
  readonly #candidates: (facts: RequestFacts) => readonly RuleState<RequestFacts>[];
  readonly #kept: Kept;
  readonly #connectionRules: Readonly<Record<Moment, readonly RuleState<ConnectionFacts>[]>>;
  readonly #limits: CountedLimits;
  readonly #gate: Gate;
  readonly #needsLuck: boolean;
  readonly #radius: EngineRadius | null;

  constructor(scenario: Scenario, clock: Clock, before: RuleEngine | null, { state, radius }: SharedParts) {
    const of = (subject: Rule['subject']) => scenario.rules.filter((rule) => rule.subject === subject);
    this.#scenario = scenario;
    this.#binder = createFaultBinder(scenario, clock);
    const kept = before === null ? null : before.#kept;
    const { headers } = scenario.inUse.platform.credential;
    const requestStates = createRuleStates(
      of('request'),
      (when) => requestMatcher(when, headers),
      kept?.requests,
    );
    this.#candidates = indexRules(requestStates);
    const connectionStates = createRuleStates(of('connection'), connectionMatcher, kept?.connections);
    this.#connectionRules = {
      accept: connectionStates.filter(({ rule }) => momentOf(rule) === 'accept'),
      opening: connectionStates.filter(({ rule }) => momentOf(rule) === 'opening'),
    };
    const occurrenceOf = kept?.occurrenceOf ?? createOccurrences();
    this.#kept = {
      requests: withLeftOut(requestStates, kept?.requests),
      connections: withLeftOut(connectionStates, kept?.connections),
      occurrenceOf,
    };
    this.#limits = new CountedLimits(scenario, clock, this.#binder, before === null ? null : before.#limits);
    this.#gate = new Gate(scenario, state, this.#limits, this.#binder);
    this.#radius = radius;
    this.#needsLuck = scenario.overrides === 'allow' || scenario.rules.some(drawsLuck);
  }

  get limits(): SteeredLimits | null {
    return this.#limits.steered;
  }

  decide(facts: RequestFacts, elapsedMs: number, ahead?: string | null): Decision<AsyncIterable<Step>> {
    const fingerprint = this.#needsLuck ? facts.fingerprint : '';
    const occurrence = this.#needsLuck ? this.#kept.occurrenceOf(fingerprint) : 0;
    const limited = this.#gate.take(facts, elapsedMs);
    if (!this.#mayHit(facts)) return this.#healthy(facts, limited);
    const asked = overrideOf(this.#scenario, facts);
    const winner = ahead ?? limited.refusedBy;
    if (asked !== null && winner === null) {
      const names = asked.map(({ fault }) => fault);
      const key = { rule: 'override', injection: 0, fingerprint, occurrence };
      const because = 'the request asked for it';
      const rules = [{ rule: 'override', outcome: 'fired', because, faults: names }] as const;
      return this.#decision(
        facts,
        this.#bounded({ outcomes: rules, firings: [{ uses: asked, key }] }),
        limited,
      );
    }
    const candidates = this.#candidates(facts);
    if (candidates.length === 0) return this.#healthy(facts, limited);
    const counterOf = ({ rule, counter }: RuleState<RequestFacts>) => counter(perValue(rule.per, facts));
    const drawFor = this.#luckFor(fingerprint, occurrence);
    const input = { facts, elapsedMs, fingerprint, occurrence, counterOf, drawFor };
    const evaluated = evaluateRules(this.#scenario, candidates, { ...input, winner });
    return this.#decision(facts, this.#bounded(evaluated), limited);
  }

  #healthy(facts: RequestFacts, limited: Limited): Decision<AsyncIterable<Step>> {
    return limited === unlimited ? untouched : this.#decision(facts, nothing, limited);
  }

  #mayHit(facts: RequestFacts): boolean {
    return this.#radius === null || this.#radius.guard.covers(facts, this.#radius.label);
  }

  #bounded(evaluated: Evaluated): Bounded {
    const guard = this.#radius?.guard;
    return guard === undefined ? { ...evaluated, onEnd: null } : bounded(evaluated, () => guard.ask());
  }

  foresee(facts: RequestFacts, elapsedMs: number, luck: 'best' | 'worst'): Decision<AsyncIterable<Step>> {
    const limited = this.#gate.foresee(facts, elapsedMs);
    const input = {
      ...{ facts, elapsedMs, fingerprint: '', occurrence: 0, winner: limited.refusedBy },
      // A copy, so that the evaluation does not change the counters.
      counterOf: ({ rule, counter }: RuleState<RequestFacts>) => ({ ...counter(perValue(rule.per, facts)) }),
      drawFor: () => (luck === 'worst' ? 0 : highestDraw),
    };
    const isHit = this.#mayHit(facts) && this.#radius?.guard.foresee() !== 'held-back';
    const evaluated = isHit ? evaluateRules(this.#scenario, this.#candidates(facts), input) : nothing;
    const { onEnd: _, sent: __, ...foreseen } = this.#decision(facts, { ...evaluated, onEnd: null }, limited);
    return foreseen;
  }

  #luckFor(fingerprint: string, occurrence: number): (rule: Rule) => number {
    const { seed, name } = this.#scenario;
    return ({ id }) => luckOf(seed, name, id, fingerprint, occurrence)();
  }

  /** Binds the faults, in the fixed order of composition and not that of the file. */
  #decision(
    facts: RequestFacts,
    { outcomes: rules, firings, onEnd: giveBack }: Bounded,
    { outcomes, faults: ofLimits, meter, onEnd: settle }: Limited,
  ): Decision<AsyncIterable<Step>> {
    const ofRules = firings.flatMap(({ uses, key }) =>
      uses.map((use) => this.#binder.request(use, facts, key)),
    );
    const faults = [...ofLimits, ...ofRules].sort((a, b) => a.rank - b.rank);
    const decision: Mutable<Decision<AsyncIterable<Step>>> = { rules: [...outcomes, ...rules], faults };
    if (meter !== null) decision.sent = () => meter.tokens;
    const onEnd = both(settle, giveBack);
    if (onEnd !== null) decision.onEnd = onEnd;
    return decision;
  }

  welcome(facts: ConnectionFacts, elapsedMs: number, moment: Moment): Decision<ConnectionPlan> {
    const guard = this.#radius?.guard;
    if (guard?.coversConnection(facts) === false) return { rules: [], faults: [] };
    const evaluated = this.#evaluateConnection(facts, elapsedMs, moment, ({ rule, counter }) =>
      counter(perConnectionValue(rule.per, facts)),
    );
    const { outcomes, firings } =
      guard === undefined ? evaluated : bounded(evaluated, (closes) => guard.askConnection(facts, closes));
    const faults = firings.flatMap(({ uses, key }) =>
      uses.map((use) => this.#binder.connection(use, facts, key)),
    );
    const decision = { rules: outcomes, faults };
    return guard === undefined ? decision : { ...decision, onEnd: () => guard.closed(facts) };
  }

  affectsNextConnection(facts: ConnectionFacts, elapsedMs: number): boolean {
    const guard = this.#radius?.guard;
    if (guard !== undefined && (guard.isUsedUp || !guard.coversConnection(facts))) return false;
    const next = { ...facts, connection: facts.connection + 1 };
    // A copy, so that the evaluation does not change the counters.
    const counterOf = ({ rule, counter }: RuleState<ConnectionFacts>) => ({
      ...counter(perConnectionValue(rule.per, next)),
    });
    const active = activeAt(this.#scenario.stages, elapsedMs);
    return moments.some(
      (moment) =>
        this.#connectionRules[moment].some(
          (state) => active(state.rule) && hasInjectionsLeft(state, facts, elapsedMs),
        ) ||
        this.#evaluateConnection(next, elapsedMs, moment, counterOf).firings.some(
          ({ uses }) => uses.length > 0,
        ),
    );
  }

  #evaluateConnection(
    facts: ConnectionFacts,
    elapsedMs: number,
    moment: Moment,
    counterOf: EvaluationInput<ConnectionFacts>['counterOf'],
  ) {
    const fingerprint = fingerprintOf(facts, moment);
    const drawFor = this.#luckFor(fingerprint, facts.connection);
    const input = { facts, elapsedMs, fingerprint, occurrence: facts.connection, counterOf, drawFor };
    return evaluateRules(this.#scenario, this.#connectionRules[moment], { ...input, winner: null });
  }
}

function radiusOf({ blastRadius }: Scenario, clock: Clock): BlastRadiusGuard | null {
  return blastRadius === null ? null : new BlastRadiusGuard(blastRadius, clock);
}

export function compileScenario(scenario: Scenario): CompiledScenario {
  return {
    scenario,
    needsBody: needsBody(scenario),
    hasConnectionRules: scenario.rules.some(({ subject }) => subject === 'connection'),
    connectionMoments: connectionMoments(scenario),
    isHarmless,
    createRadius: (clock) => radiusOf(scenario, clock),
    createEngine(
      clock,
      before,
      state = createAdmissionState(scenario, clock),
      guard = radiusOf(scenario, clock),
      label = '',
    ) {
      const radius = guard === null ? null : { guard, label };
      return new RuleEngine(scenario, clock, before instanceof RuleEngine ? before : null, { state, radius });
    },
  };
}
