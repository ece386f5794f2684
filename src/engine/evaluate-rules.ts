import type { RuleOutcome } from '../model/decision.ts';
import type { FaultList, Rule, Scenario, When } from '../model/scenario.ts';
import { replacesAnswer, withoutLosers } from '../scenario/replacing-faults.ts';
import type { InjectionKey } from './bind-faults.ts';
import { createCounters } from './counters.ts';
import type { Matcher } from './match.ts';
import { applySchedule, type Counter, insideDuring, type ScheduleDecision } from './schedule.ts';
import { activeAt } from './stages.ts';

/** A rule with its matcher and its counters. */
export interface RuleState<Facts> {
  readonly rule: Rule;
  readonly when: When;
  /** Position in the file. */
  readonly order: number;
  readonly matcher: Matcher<Facts>;
  readonly counter: (perValue: string) => Counter;
}

/** `before`: states whose counters go on, for rules that are the same objects. */
export function createRuleStates<Facts>(
  rules: readonly Rule[],
  matcher: (when: When) => Matcher<Facts>,
  before: readonly RuleState<Facts>[] = [],
): RuleState<Facts>[] {
  const known = new Map(before.map((state) => [state.rule, state]));
  return rules.map((rule, order) => {
    const { matcher: matches, counter } = known.get(rule) ?? {
      matcher: matcher(rule.when),
      counter: createCounters(),
    };
    return { rule, when: rule.when, order, matcher: matches, counter };
  });
}

/** Most rules that are left out whose counters are kept. */
const maxLeftOut = 1_000;

/** A rule that is switched off goes on with its counters when it is switched on again. */
export function withLeftOut<Facts>(
  states: readonly RuleState<Facts>[],
  before: readonly RuleState<Facts>[] = [],
): readonly RuleState<Facts>[] {
  const rules = new Set(states.map(({ rule }) => rule));
  return [...states, ...before.filter(({ rule }) => !rules.has(rule)).slice(-maxLeftOut)];
}

/** The faults of an injection; `null`: the sequence is over and the rule is skipped. */
function chosen({ injection }: Rule, injections: number): FaultList | null {
  if (injection.kind === 'faults') return injection.faults;
  const { items, then } = injection;
  if (injections < items.length) return items[injections] ?? null;
  if (then === 'stand-aside') return null;
  return (then === 'repeat' ? items[injections % items.length] : items.at(-1)) ?? null;
}

/** Counts the match and applies the schedule. */
function ask(rule: Rule, counter: Counter, elapsedMs: number, draw: () => number): ScheduleDecision {
  if (!insideDuring(rule.schedule, elapsedMs))
    return { outcome: 'skips', because: 'outside its time window' };
  counter.matches += 1;
  const decision = applySchedule(rule.schedule, counter, elapsedMs, draw);
  if (decision.outcome === 'fires' && chosen(rule, counter.injections) === null)
    return { outcome: 'skips', because: 'its sequence is over' };
  return decision;
}

export interface Firing {
  readonly uses: FaultList;
  readonly key: InjectionKey;
}

/** Facts and key of the draws of one evaluation. */
export interface EvaluationInput<Facts> {
  readonly facts: Facts;
  readonly elapsedMs: number;
  readonly fingerprint: string;
  readonly occurrence: number;
  /** Why the connection cannot have these faults; absent or `null`: it can. */
  misfit?(uses: FaultList): string | null;
  /** Draws against the chance of a rule, from 0 to below 1. */
  drawFor(rule: Rule): number;
  /** What has replaced the answer before any rule; `null`: nothing. */
  readonly winner: string | null;
  /** The counter for a rule's matches and injections. */
  counterOf(state: RuleState<Facts>): Counter;
}

/** An item `ok` of a sequence injects nothing that could fail. */
function countsAs({ outcome }: Rule, faults: readonly string[]): Pick<RuleOutcome, 'counts'> {
  return outcome === undefined || faults.length === 0 ? {} : { counts: outcome };
}

/** A rule of which it cannot be told whether it matches is put among the outcomes. */
function isMet<Facts>({ rule, matcher }: RuleState<Facts>, facts: Facts, outcomes: RuleOutcome[]): boolean {
  if (matcher.matches(facts)) return true;
  const unseen = matcher.unknown(facts);
  const because = `${matcher.says}; ${unseen}`;
  if (unseen !== null) outcomes.push({ rule: rule.id, outcome: 'not-applicable', because, faults: [] });
  return false;
}

/** Evaluates the rules in file order. Of two that replace the answer, the earlier one wins. */
export function evaluateRules<Facts>(
  scenario: Scenario,
  rules: readonly RuleState<Facts>[],
  input: EvaluationInput<Facts>,
): { readonly outcomes: RuleOutcome[]; readonly firings: Firing[] } {
  const { facts, elapsedMs, fingerprint, occurrence, counterOf, drawFor } = input;
  const active = activeAt(scenario.stages, elapsedMs);
  const outcomes: RuleOutcome[] = [];
  const firings: Firing[] = [];
  let { winner } = input;
  for (const state of rules) {
    const { rule, matcher } = state;
    if (!(active(rule) && isMet(state, facts, outcomes))) continue;
    const counter = counterOf(state);
    const ruling = ask(rule, counter, elapsedMs, () => drawFor(rule));
    const because = `${matcher.says}; ${ruling.because}`;
    if (ruling.outcome === 'skips') {
      outcomes.push({ rule: rule.id, outcome: 'skipped', because, faults: [] });
      continue;
    }
    const uses = withoutLosers(chosen(rule, counter.injections) ?? []);
    const faults = uses.map(({ fault }) => fault);
    const misfit = input.misfit?.(uses) ?? null;
    if (misfit !== null) {
      outcomes.push({
        rule: rule.id,
        outcome: 'not-applicable',
        because: `${because}; ${misfit}`,
        faults: [],
      });
      continue;
    }
    const replaces = uses.some(replacesAnswer);
    if (replaces && winner !== null) {
      outcomes.push({
        rule: rule.id,
        outcome: 'lost',
        because: `${because}; ${winner} replaced the answer`,
        faults,
      });
      continue;
    }
    if (replaces) winner = rule.id;
    outcomes.push({ rule: rule.id, outcome: 'fired', because, faults, ...countsAs(rule, faults) });
    firings.push({
      uses,
      key: { rule: rule.id, injection: counter.injections, fingerprint, occurrence },
    });
    counter.injections += 1;
  }
  return { outcomes, firings };
}
