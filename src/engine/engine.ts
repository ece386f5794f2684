import { kindsOf } from '../admission/index.ts';
import { type AdmissionState, createAdmissionState } from '../admission/state/admission-state.ts';
import type { Clock } from '../lib/clock.ts';
import { luckOf } from '../lib/luck.ts';
import type { Mutable } from '../lib/mutable.ts';
import { createOccurrences } from '../lib/occurrences.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { CountedLimit } from '../model/counted-limit.ts';
import type { Decision, RuleOutcome } from '../model/decision.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Rule, Scenario } from '../model/scenario.ts';
import type { Step } from '../model/step.ts';
import { overrideOf } from '../scenario/override.ts';
import { bodyNeeds, createFaultBinder, type FaultBinder } from './bind-faults.ts';
import type { CompiledScenario, Engine } from './compiled-scenario.ts';
import { CountedLimits, type Limited, unlimited } from './counted-limits.ts';
import { perConnectionValue, perValue } from './counters.ts';
import {
  createRuleStates,
  type EvaluationInput,
  evaluateRules,
  type Firing,
  type RuleState,
} from './evaluate-rules.ts';
import { Gate } from './gate.ts';
import { connectionMatcher, requestMatcher } from './match.ts';
import { connectionMoments, type Moment, momentOf, moments } from './moment.ts';
import { hasInjectionsLeft } from './next-connection.ts';
import { indexRules } from './rule-index.ts';
import { activeAt } from './stages.ts';
import type { SteeredLimits } from './steered-limits.ts';

/** Keys of `when` that need the request's body. */
const bodyKeys = ['model', 'stream', 'body', 'prompt', 'attempt'] as const;

/** The decision on a request that no rule matches. */
const untouched: Decision<never> = { rules: [], faults: [] };

/** No chance below 1 fires on it. */
const highestDraw = 1 - Number.EPSILON / 2;

/** Whether a random draw influences what the rule does to a request. */
function drawsLuck(rule: Rule): boolean {
  if (rule.subject === 'connection') return false;
  const { chance } = rule.schedule;
  const byChance = typeof chance !== 'number' || (chance > 0 && chance < 1);
  return byChance || bodyNeeds(rule).includes('draws');
}

/** Whether a rule can be evaluated only after the request's body was read. */
function dependsOnBody(rule: Rule): boolean {
  if (rule.subject === 'connection') return false;
  if (bodyKeys.some((key) => rule.when[key] !== undefined)) return true;
  if (rule.per === 'model' || rule.per === 'call' || drawsLuck(rule)) return true;
  return bodyNeeds(rule).includes('says');
}

/** Key of a connection's draws. A connection within a tunnel is opened a second time, and draws again. */
function fingerprintOf({ tunnel }: ConnectionFacts, moment: Moment): string {
  if (moment === 'accept') return 'connection';
  return tunnel === null ? 'opening' : `opening ${tunnel}`;
}

/** What an engine hands on to the one that takes its place. */
interface Kept {
  readonly requests: readonly RuleState<RequestFacts>[];
  readonly connections: readonly RuleState<ConnectionFacts>[];
  readonly occurrenceOf: (fingerprint: string) => number;
}

/** Most rules that are left out whose counters are kept. */
const maxLeftOut = 1_000;

/** A rule that is switched off goes on with its counters when it is switched on again. */
function withLeftOut<Facts>(
  states: readonly RuleState<Facts>[],
  before: readonly RuleState<Facts>[] = [],
): readonly RuleState<Facts>[] {
  const rules = new Set(states.map(({ rule }) => rule));
  return [...states, ...before.filter(({ rule }) => !rules.has(rule)).slice(-maxLeftOut)];
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

  constructor(scenario: Scenario, clock: Clock, before: RuleEngine | null, state: AdmissionState) {
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
    this.#needsLuck = scenario.overrides === 'allow' || scenario.rules.some(drawsLuck);
  }

  get limits(): SteeredLimits | null {
    return this.#limits.steered;
  }

  decide(facts: RequestFacts, elapsedMs: number, ahead?: string | null): Decision<AsyncIterable<Step>> {
    const fingerprint = this.#needsLuck ? facts.fingerprint : '';
    const occurrence = this.#needsLuck ? this.#kept.occurrenceOf(fingerprint) : 0;
    const limited = this.#gate.take(facts, elapsedMs);
    const asked = overrideOf(this.#scenario, facts);
    const winner = ahead ?? limited.refusedBy;
    if (asked !== null && winner === null) {
      const names = asked.map(({ fault }) => fault);
      const key = { rule: 'override', injection: 0, fingerprint, occurrence };
      const because = 'the request asked for it';
      const rules = [{ rule: 'override', outcome: 'fired', because, faults: names }] as const;
      return this.#decision(facts, rules, [{ uses: asked, key }], limited);
    }
    const candidates = this.#candidates(facts);
    if (candidates.length === 0)
      return limited === unlimited ? untouched : this.#decision(facts, [], [], limited);
    const counterOf = ({ rule, counter }: RuleState<RequestFacts>) => counter(perValue(rule.per, facts));
    const drawFor = this.#luckFor(fingerprint, occurrence);
    const input = { facts, elapsedMs, fingerprint, occurrence, counterOf, drawFor };
    const { outcomes, firings } = evaluateRules(this.#scenario, candidates, { ...input, winner });
    return this.#decision(facts, outcomes, firings, limited);
  }

  foresee(facts: RequestFacts, elapsedMs: number, luck: 'best' | 'worst'): Decision<AsyncIterable<Step>> {
    const limited = this.#gate.foresee(facts, elapsedMs);
    const input = {
      ...{ facts, elapsedMs, fingerprint: '', occurrence: 0, winner: limited.refusedBy },
      // A copy, so that the evaluation does not change the counters.
      counterOf: ({ rule, counter }: RuleState<RequestFacts>) => ({ ...counter(perValue(rule.per, facts)) }),
      drawFor: () => (luck === 'worst' ? 0 : highestDraw),
    };
    const { outcomes, firings } = evaluateRules(this.#scenario, this.#candidates(facts), input);
    const { onEnd: _, sent: __, ...foreseen } = this.#decision(facts, outcomes, firings, limited);
    return foreseen;
  }

  #luckFor(fingerprint: string, occurrence: number): (rule: Rule) => number {
    const { seed, name } = this.#scenario;
    return ({ id }) => luckOf(seed, name, id, fingerprint, occurrence)();
  }

  /** Binds the faults, in the fixed order of composition and not that of the file. */
  #decision(
    facts: RequestFacts,
    rules: readonly RuleOutcome[],
    firings: readonly Firing[],
    { outcomes, faults: ofLimits, meter, onEnd }: Limited,
  ): Decision<AsyncIterable<Step>> {
    const ofRules = firings.flatMap(({ uses, key }) =>
      uses.map((use) => this.#binder.request(use, facts, key)),
    );
    const faults = [...ofLimits, ...ofRules].sort((a, b) => a.rank - b.rank);
    const decision: Mutable<Decision<AsyncIterable<Step>>> = { rules: [...outcomes, ...rules], faults };
    if (meter !== null) decision.sent = () => meter.tokens;
    if (onEnd !== null) decision.onEnd = onEnd;
    return decision;
  }

  welcome(facts: ConnectionFacts, elapsedMs: number, moment: Moment): Decision<ConnectionPlan> {
    const { outcomes, firings } = this.#evaluateConnection(facts, elapsedMs, moment, ({ rule, counter }) =>
      counter(perConnectionValue(rule.per, facts)),
    );
    const faults = firings.flatMap(({ uses, key }) =>
      uses.map((use) => this.#binder.connection(use, facts, key)),
    );
    return { rules: outcomes, faults };
  }

  affectsNextConnection(facts: ConnectionFacts, elapsedMs: number): boolean {
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

/** Whether a limit needs the body of the requests that it counts. */
function countsByBody({ unit, by, when }: CountedLimit): boolean {
  return (
    unit === 'tokens' ||
    unit === 'usd' ||
    by.includes('model') ||
    bodyKeys.some((key) => when[key] !== undefined)
  );
}

/** An override may ask for any fault, including one that needs the request's body. */
function needsBody({ overrides, rules, countedLimits, admission }: Scenario): boolean {
  if (overrides === 'allow' || kindsOf(admission).some((kind) => kind.needsBody(admission))) return true;
  return rules.some(dependsOnBody) || countedLimits.some(countsByBody);
}

export function compileScenario(scenario: Scenario): CompiledScenario {
  return {
    scenario,
    needsBody: needsBody(scenario),
    hasConnectionRules: scenario.rules.some(({ subject }) => subject === 'connection'),
    connectionMoments: connectionMoments(scenario),
    createEngine: (clock, before, state = createAdmissionState(scenario, clock)) =>
      new RuleEngine(scenario, clock, before instanceof RuleEngine ? before : null, state),
  };
}
