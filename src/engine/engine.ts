import { type AdmissionState, createAdmissionState } from '../admission/state/admission-state.ts';
import type { Clock } from '../lib/clock.ts';
import { luckOf } from '../lib/luck.ts';
import type { Mutable } from '../lib/mutable.ts';
import { createOccurrences } from '../lib/occurrences.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { Decision } from '../model/decision.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { FaultList, Rule, Scenario } from '../model/scenario.ts';
import type { Step } from '../model/step.ts';
import { alwaysOf } from '../scenario/every-request.ts';
import { overrideOf } from '../scenario/override.ts';
import type { Effect, Question, RunStore } from '../store/run-store.ts';
import { createFaultBinder, type FaultBinder, hasEarlyFaults } from './bind-faults.ts';
import { BlastRadiusGuard } from './blast-radius.ts';
import type { Before, CompiledScenario, Engine } from './compiled-scenario.ts';
import { ConnectionRules } from './connection-rules.ts';
import { CountedLimits, type Limited, unlimited } from './counted-limits.ts';
import { createRuleStates, evaluateRules, type RuleState, withLeftOut } from './evaluate-rules.ts';
import { Gate } from './gate.ts';
import { isHarmless } from './harmless-faults.ts';
import { type Bounded, both, bounded, type EngineRadius, type Evaluated, overridden } from './hold-back.ts';
import { connectionMatcher, requestMatcher } from './match.ts';
import { misfitAmong } from './misfit.ts';
import { connectionMoments, type Moment } from './moment.ts';
import { decisionNeedsBody, drawsLuck, needsBody } from './needs-body.ts';
import { sparingPreflights } from './preflights.ts';
import { indexRules } from './rule-index.ts';
import { ask, counters, matching, questionOf, type StoreReply } from './shared-rules.ts';
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
  readonly shared: RunStore | null;
}

class RuleEngine implements Engine {
  readonly #scenario: Scenario;
  readonly #binder: FaultBinder;
  readonly #candidates: (facts: RequestFacts) => readonly RuleState<RequestFacts>[];
  readonly #kept: Kept;
  readonly #connections: ConnectionRules;
  readonly #limits: CountedLimits;
  readonly #gate: Gate;
  readonly #needsLuck: boolean;
  readonly #radius: EngineRadius | null;
  readonly #clock: Clock;
  /** `null`: no other gateway counts with this one. */
  readonly #shared: RunStore | null;

  constructor(scenario: Scenario, clock: Clock, before: RuleEngine | null, parts: SharedParts) {
    const { state, radius, shared } = parts;
    const of = (subject: Rule['subject']) => scenario.rules.filter((rule) => rule.subject === subject);
    this.#scenario = scenario;
    this.#binder = createFaultBinder(scenario, clock);
    const kept = before === null ? null : before.#kept;
    const { headers } = scenario.inUse.platform.credential;
    const requestStates = createRuleStates(
      of('request'),
      (when) => requestMatcher(when, headers, alwaysOf(scenario)),
      kept?.requests,
    );
    this.#candidates = sparingPreflights(indexRules(requestStates));
    const connectionStates = createRuleStates(of('connection'), connectionMatcher, kept?.connections);
    const connectionParts = { scenario, binder: this.#binder, radius };
    this.#connections = new ConnectionRules(connectionParts, connectionStates);
    const occurrenceOf = kept?.occurrenceOf ?? createOccurrences();
    this.#kept = {
      requests: withLeftOut(requestStates, kept?.requests),
      connections: withLeftOut(connectionStates, kept?.connections),
      occurrenceOf,
    };
    const limitParts = { clock, binder: this.#binder, shared };
    this.#limits = new CountedLimits(scenario, limitParts, before === null ? null : before.#limits);
    this.#gate = new Gate(scenario, state, this.#limits, this.#binder);
    this.#radius = radius;
    this.#clock = clock;
    this.#shared = shared;
    this.#needsLuck = scenario.overrides === 'allow' || scenario.rules.some(drawsLuck);
  }

  get limits(): SteeredLimits | null {
    return this.#limits.steered;
  }

  ask(facts: RequestFacts, elapsedMs: number, effect: Effect): Promise<StoreReply | null> | null {
    const store = this.#shared;
    if (store === null) return null;
    const candidates = this.#candidates(facts);
    const rules = this.#mayHit(facts) ? matching(this.#scenario, candidates, facts, elapsedMs) : [];
    const { counting, answer } = this.#gate.toAsk(facts, elapsedMs);
    const overriding = overrideOf(this.#scenario, facts);
    const isCounted = this.#needsLuck && (candidates.length > 0 || overriding !== null);
    if (counting.length === 0 && rules.length === 0 && !isCounted) return null;
    const fingerprint = this.#needsLuck ? facts.fingerprint : '';
    const draws = { scenario: this.#scenario, facts, elapsedMs, fingerprint, gateway: store.gateway };
    const question: Question = {
      ...questionOf(draws, rules, overriding === null ? 'always' : 'if-refused'),
      ...{ charges: counting, answer },
      fingerprint: isCounted ? fingerprint : null,
    };
    return ask({ store, counting, rules, question, now: () => this.#clock.now() }, effect);
  }

  decide(facts: RequestFacts, elapsedMs: number, before: Before = {}): Decision<AsyncIterable<Step>> {
    const { reply = null, winner: ahead = null } = before;
    if (reply?.state === 'open') return untouched;
    const fingerprint = this.#needsLuck ? facts.fingerprint : '';
    const occurrence = this.#occurrence(fingerprint, reply);
    const limited = this.#gate.pass(facts, elapsedMs, 'take', reply);
    if (reply?.state === 'closed' || !this.#mayHit(facts)) return this.#healthy(facts, limited);
    const overriding = overrideOf(this.#scenario, facts);
    const winner = ahead ?? limited.refusedBy;
    const key = { rule: 'override', injection: 0, fingerprint, occurrence };
    if (overriding !== null && winner === null)
      return this.#decision(facts, this.#bounded(overridden(overriding, key)), limited);
    const candidates = this.#candidates(facts);
    if (candidates.length === 0) return this.#healthy(facts, limited);
    const counterOf = counters(facts, reply, 'own');
    const drawFor = this.#luckFor(fingerprint, occurrence);
    const misfit = (uses: FaultList) => misfitAmong(facts.connection, uses);
    const input = { facts, elapsedMs, fingerprint, occurrence, counterOf, drawFor, winner, misfit };
    return this.#decision(facts, this.#bounded(evaluateRules(this.#scenario, candidates, input)), limited);
  }

  #occurrence(fingerprint: string, reply: StoreReply | null): number {
    if (!this.#needsLuck) return 0;
    return reply?.state === 'asked' ? reply.answered.occurrence : this.#kept.occurrenceOf(fingerprint);
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

  foresee(
    facts: RequestFacts,
    elapsedMs: number,
    luck: 'best' | 'worst',
    reply: StoreReply | null = null,
  ): Decision<AsyncIterable<Step>> {
    const limited = this.#gate.pass(facts, elapsedMs, 'foresee', reply);
    const input = {
      ...{ facts, elapsedMs, fingerprint: '', occurrence: 0, winner: limited.refusedBy },
      counterOf: counters(facts, reply, 'copy'),
      drawFor: () => (luck === 'worst' ? 0 : highestDraw),
      misfit: (uses: FaultList) => misfitAmong(facts.connection, uses),
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
    return this.#connections.welcome(facts, elapsedMs, moment);
  }

  affectsNextConnection(facts: ConnectionFacts, elapsedMs: number): boolean {
    return this.#connections.affectsNext(facts, elapsedMs);
  }
}

function radiusOf({ blastRadius }: Scenario, clock: Clock): BlastRadiusGuard | null {
  return blastRadius === null ? null : new BlastRadiusGuard(blastRadius, clock);
}

export function compileScenario(scenario: Scenario): CompiledScenario {
  return {
    scenario,
    needsBody: needsBody(scenario),
    decidesBy: decisionNeedsBody(scenario) ? 'body' : 'head',
    hasEarlyFaults: hasEarlyFaults(scenario),
    hasConnectionRules: scenario.rules.some(({ subject }) => subject === 'connection'),
    connectionMoments: connectionMoments(scenario),
    isHarmless,
    createRadius: (clock) => radiusOf(scenario, clock),
    createEngine(clock, before, owner = {}) {
      const { state = createAdmissionState(scenario, clock), label = '', shared = null } = owner;
      const guard = owner.radius === undefined ? radiusOf(scenario, clock) : owner.radius;
      const parts = { state, radius: guard === null ? null : { guard, label }, shared };
      return new RuleEngine(scenario, clock, before instanceof RuleEngine ? before : null, parts);
    },
  };
}
