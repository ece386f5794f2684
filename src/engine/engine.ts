import type { Clock } from '../lib/clock.ts';
import { createOccurrences } from '../lib/occurrences.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { Decision, RuleOutcome } from '../model/decision.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Rule, Scenario } from '../model/scenario.ts';
import type { Step } from '../model/step.ts';
import { type Armory, bodyNeeds, createArmory } from './bind-faults.ts';
import { perConnectionValue, perValue } from './counters.ts';
import { countsOn } from './next-connection.ts';
import { connectionMatcher, requestMatcher } from './match.ts';
import { connectionMoments, type Moment, momentOf, moments } from './moment.ts';
import { overrideOf } from '../scenario/override.ts';
import type { Engine, Playable } from './compiled-scenario.ts';
import { indexRules } from './rule-index.ts';
import { activeAt } from './stages.ts';
import { enliven, type Firing, type LiveRule, type Question, weigh } from './evaluate-rules.ts';

/** `when` keys that can be answered only with the body in hand. */
const bodyKeys = ['model', 'stream', 'body', 'prompt', 'attempt'] as const;

/** Whether chance has a say in what a rule does to a request. */
function drawsLuck(rule: Rule): boolean {
  if (rule.subject === 'connection') return false;
  const { chance } = rule.schedule;
  const byChance = typeof chance !== 'number' || (chance > 0 && chance < 1);
  return byChance || bodyNeeds(rule).includes('draws');
}

/** Whether a rule can be decided only once the request's body was read. */
function dependsOnBody(rule: Rule): boolean {
  if (rule.subject === 'connection') return false;
  if (bodyKeys.some((key) => rule.when[key] !== undefined)) return true;
  if (rule.per === 'model' || rule.per === 'call' || drawsLuck(rule)) return true;
  return bodyNeeds(rule).includes('says');
}

/** What is spoken in a tunnel opens the same connection once more, and draws for itself. */
function fingerprintOf({ tunnel }: ConnectionFacts, moment: Moment): string {
  if (moment === 'accept') return 'connection';
  return tunnel === null ? 'opening' : `opening ${tunnel}`;
}

class RuleEngine implements Engine {
  readonly #scenario: Scenario;
  readonly #armory: Armory;
  readonly #candidates: (facts: RequestFacts) => readonly LiveRule<RequestFacts>[];
  readonly #connectionRules: Readonly<Record<Moment, readonly LiveRule<ConnectionFacts>[]>>;
  readonly #occurrenceOf = createOccurrences();
  readonly #needsLuck: boolean;

  constructor(scenario: Scenario, clock: Clock) {
    const of = (subject: Rule['subject']) => scenario.rules.filter((rule) => rule.subject === subject);
    this.#scenario = scenario;
    this.#armory = createArmory(scenario, clock);
    this.#candidates = indexRules(enliven(of('request'), requestMatcher));
    const greeting = enliven(of('connection'), connectionMatcher);
    this.#connectionRules = {
      accept: greeting.filter(({ rule }) => momentOf(rule) === 'accept'),
      opening: greeting.filter(({ rule }) => momentOf(rule) === 'opening'),
    };
    this.#needsLuck = scenario.overrides === 'allow' || scenario.rules.some(drawsLuck);
  }

  decide(facts: RequestFacts, elapsedMs: number): Decision<AsyncIterable<Step>> {
    const fingerprint = this.#needsLuck ? facts.fingerprint : '';
    const occurrence = this.#needsLuck ? this.#occurrenceOf(fingerprint) : 0;
    const asked = overrideOf(this.#scenario, facts);
    if (asked !== null) {
      const names = asked.map(({ fault }) => fault);
      const occasion = { rule: 'override', injection: 0, fingerprint, occurrence };
      const because = 'the request asked for it';
      const rules = [{ rule: 'override', outcome: 'fired', because, faults: names }] as const;
      return this.#decision(facts, rules, [{ uses: asked, occasion }]);
    }
    const counterOf = ({ rule, counter }: LiveRule<RequestFacts>) => counter(perValue(rule.per, facts));
    const lot = { facts, elapsedMs, fingerprint, occurrence, counterOf };
    const { outcomes, firings } = weigh(this.#scenario, this.#candidates(facts), lot);
    return this.#decision(facts, outcomes, firings);
  }

  /** Faults in the fixed order of composition, whatever their order in the file. */
  #decision(facts: RequestFacts, rules: readonly RuleOutcome[], firings: readonly Firing[]) {
    const faults = firings
      .flatMap(({ uses, occasion }) => uses.map((use) => this.#armory.request(use, facts, occasion)))
      .sort((a, b) => a.rank - b.rank);
    return { rules, faults };
  }

  welcome(facts: ConnectionFacts, elapsedMs: number, moment: Moment): Decision<ConnectionPlan> {
    const { outcomes, firings } = this.#greet(facts, elapsedMs, moment, ({ rule, counter }) =>
      counter(perConnectionValue(rule.per, facts)),
    );
    const faults = firings.flatMap(({ uses, occasion }) =>
      uses.map((use) => this.#armory.connection(use, facts, occasion)),
    );
    return { rules: outcomes, faults };
  }

  foresees(facts: ConnectionFacts, elapsedMs: number): boolean {
    const next = { ...facts, connection: facts.connection + 1 };
    // What is counted on a copy is not counted.
    const counterOf = ({ rule, counter }: LiveRule<ConnectionFacts>) => ({
      ...counter(perConnectionValue(rule.per, next)),
    });
    const active = activeAt(this.#scenario.stages, elapsedMs);
    return moments.some(
      (moment) =>
        this.#connectionRules[moment].some((live) => active(live.rule) && countsOn(live, facts, elapsedMs)) ||
        this.#greet(next, elapsedMs, moment, counterOf).firings.some(({ uses }) => uses.length > 0),
    );
  }

  #greet(
    facts: ConnectionFacts,
    elapsedMs: number,
    moment: Moment,
    counterOf: Question<ConnectionFacts>['counterOf'],
  ) {
    const fingerprint = fingerprintOf(facts, moment);
    const lot = { facts, elapsedMs, fingerprint, occurrence: facts.connection, counterOf };
    return weigh(this.#scenario, this.#connectionRules[moment], lot);
  }
}

/** An override may ask for any fault, also for one that says something of the body. */
function needsBody({ overrides, rules }: Scenario): boolean {
  return overrides === 'allow' || rules.some(dependsOnBody);
}

export function playable(scenario: Scenario): Playable {
  return {
    scenario,
    needsBody: needsBody(scenario),
    greets: scenario.rules.some(({ subject }) => subject === 'connection'),
    connectionMoments: connectionMoments(scenario),
    createEngine: (clock) => new RuleEngine(scenario, clock),
  };
}
