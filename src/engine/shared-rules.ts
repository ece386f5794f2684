import { hash } from 'node:crypto';
import { exactText } from '../lib/exact-json.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Rule, Scenario } from '../model/scenario.ts';
import { replacesAnswer, withoutLosers } from '../scenario/replacing-faults.ts';
import type { Answered, AskedRule, Effect, Question, RunStore } from '../store/run-store.ts';
import { perValue } from './counters.ts';
import type { RuleState } from './evaluate-rules.ts';
import type { Counting } from './limit-charges.ts';
import { type Counter, chanceAt, insideDuring } from './schedule.ts';
import { activeAt } from './stages.ts';

/** What the gate asks a store about one request. */
export interface ToAsk {
  readonly counting: readonly Counting[];
  readonly answer: Question['answer'];
}

/**
 * What a store that gateways share has said of a request. `closed`: nothing, since it is away, and the
 * request is refused; `open`: nothing, and nothing is done to it.
 */
export type StoreReply =
  | {
      readonly state: 'asked';
      readonly counting: readonly Counting[];
      readonly rules: readonly RuleState<RequestFacts>[];
      readonly answered: Answered;
      /** Gives back what limits have taken. */
      release(): void;
    }
  | { readonly state: 'open' | 'closed' };

/** The same for all gateways that read the same rule. */
const digests = new WeakMap<Rule, string>();

function digestOf(rule: Rule): string {
  const known = digests.get(rule);
  if (known !== undefined) return known;
  const made = hash('sha256', exactText(rule)).slice(0, 32);
  digests.set(rule, made);
  return made;
}

/** Numbers of calls and connections are those of one gateway. */
function counterValue(rule: Rule, facts: RequestFacts, gateway: string): string {
  const value = perValue(rule.per, facts);
  return rule.per === 'call' || rule.per === 'connection' ? `${gateway} ${value}` : value;
}

/** Rules that a request matches at a time. */
export function matching(
  { stages }: Scenario,
  candidates: readonly RuleState<RequestFacts>[],
  facts: RequestFacts,
  elapsedMs: number,
): RuleState<RequestFacts>[] {
  const active = activeAt(stages, elapsedMs);
  return candidates.filter(
    ({ rule, matcher }) => active(rule) && insideDuring(rule.schedule, elapsedMs) && matcher.matches(facts),
  );
}

/** Of each request, what its draws depend on. */
interface Draws {
  readonly scenario: Scenario;
  readonly facts: RequestFacts;
  readonly elapsedMs: number;
  readonly fingerprint: string;
  /** Id of this gateway. */
  readonly gateway: string;
}

/** A rule as a store is asked about it. */
function asked(rule: Rule, { scenario, facts, elapsedMs, fingerprint, gateway }: Draws): AskedRule {
  const { schedule, injection } = rule;
  const lists = injection.kind === 'faults' ? [injection.faults] : injection.items;
  return {
    id: digestOf(rule),
    value: counterValue(rule, facts, gateway),
    ...{ skip: schedule.skip, every: schedule.every, times: schedule.times },
    chance: typeof schedule.chance === 'number' ? schedule.chance : chanceAt(schedule.chance, elapsedMs),
    luck: [scenario.seed, scenario.name, rule.id, fingerprint, ''].join('\0'),
    replaces: lists.map((uses) => withoutLosers(uses).some(replacesAnswer)),
    next: injection.kind === 'faults' ? 'last' : injection.then,
  };
}

/** What a store is asked of rules. */
export function questionOf(
  draws: Draws,
  rules: readonly RuleState<RequestFacts>[],
  asks: Question['asks'],
): Pick<Question, 'rules' | 'asks'> {
  return { rules: rules.map(({ rule }) => asked(rule, draws)), asks };
}

/** `copy`: the evaluation changes no counter. What other gateways count is counted by the store. */
export function counters(facts: RequestFacts, reply: StoreReply | null, which: 'own' | 'copy') {
  const counted = reply?.state === 'asked' ? reply : null;
  return (state: RuleState<RequestFacts>): Counter => {
    const shared = counted?.answered.counted[counted.rules.indexOf(state)];
    if (shared !== undefined) return { ...shared };
    const own = state.counter(perValue(state.rule.per, facts));
    return which === 'own' ? own : { ...own };
  };
}

interface Asking {
  readonly store: RunStore;
  readonly counting: readonly Counting[];
  readonly rules: readonly RuleState<RequestFacts>[];
  readonly question: Question;
  now(): number;
}

/** Never rejects; `null`: this gateway counts for itself. */
export async function ask(asking: Asking, effect: Effect): Promise<StoreReply | null> {
  const { store, counting, rules, question, now } = asking;
  try {
    const answered = await store.ask(question, effect, now());
    const release = () => {
      for (const each of answered.taken.held) store.limits.settle(each, -each.charge.amount, now());
    };
    return { state: 'asked', counting, rules, answered, release };
  } catch {
    return store.failure === 'local' ? null : { state: store.failure };
  }
}
