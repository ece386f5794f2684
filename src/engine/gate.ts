import type { AdmissionKind, Ask, Check, Ruling } from '../admission/admission-kind.ts';
import { kindsOf } from '../admission/index.ts';
import type { AdmissionState } from '../admission/state/admission-state.ts';
import { isPreflight } from '../lib/http.ts';
import type { RuleOutcome } from '../model/decision.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import type { FaultBinder } from './bind-faults.ts';
import { type CountedLimits, type Limited, unlimited } from './counted-limits.ts';
import type { StoreReply, ToAsk } from './shared-rules.ts';

/** A kind of state with its question. */
interface Asked {
  readonly kind: AdmissionKind;
  readonly check: Check;
}

function outcomeOf({ id, because, error }: Ruling, { name }: AdmissionKind): RuleOutcome {
  return error === null
    ? { rule: id, outcome: 'skipped', because, faults: [] }
    : { rule: id, outcome: 'fired', because, faults: [name] };
}

function joined(first: Limited, second: Limited): Limited {
  if (first === unlimited) return second;
  if (second === unlimited) return first;
  return {
    outcomes: [...first.outcomes, ...second.outcomes],
    refusedBy: first.refusedBy ?? second.refusedBy,
    faults: [...first.faults, ...second.faults],
    onEnd: first.onEnd ?? second.onEnd,
    meter: first.meter ?? second.meter,
  };
}

/**
 * What a request has to pass before any rule is asked: keys and allowlists, then the limits, then the
 * replicas of its model. The first that refuses ends it; what comes after it is not asked.
 */
export class Gate {
  readonly #limits: CountedLimits;
  readonly #binder: FaultBinder;
  readonly #before: readonly Asked[];
  readonly #after: readonly Asked[];

  constructor(scenario: Scenario, state: AdmissionState, limits: CountedLimits, binder: FaultBinder) {
    const asked = kindsOf(scenario.admission).map((kind) => ({ kind, check: kind.create(scenario, state) }));
    this.#limits = limits;
    this.#binder = binder;
    this.#before = asked.filter(({ kind }) => kind.asked === 'before-limits');
    this.#after = asked.filter(({ kind }) => kind.asked === 'after-limits');
  }

  /** What a store that gateways share is asked about the limits; changes nothing. */
  toAsk(facts: RequestFacts, elapsedMs: number): ToAsk {
    if (isPreflight(facts)) return { counting: [], answer: 'open' };
    const foreseen = (asked: readonly Asked[]) =>
      asked.length > 0 && this.#rule(asked, facts, elapsedMs, 'foresee').refusedBy !== null;
    if (foreseen(this.#before)) return { counting: [], answer: 'replaced' };
    return { counting: this.#limits.counting(facts), answer: foreseen(this.#after) ? 'replaced' : 'open' };
  }

  /** A preflight has no key, and uses nothing up. */
  pass(facts: RequestFacts, elapsedMs: number, ask: Ask, reply: StoreReply | null): Limited {
    if (isPreflight(facts)) return unlimited;
    const first = this.#before.length === 0 ? unlimited : this.#rule(this.#before, facts, elapsedMs, ask);
    // What was asked before a key was revoked is settled all the same.
    if (first.refusedBy !== null && reply === null) return first;
    const limited = joined(first, this.#limits.decide(facts, ask, reply));
    if (this.#after.length === 0 || limited.refusedBy !== null) return limited;
    return joined(limited, this.#rule(this.#after, facts, elapsedMs, ask));
  }

  #rule(asked: readonly Asked[], facts: RequestFacts, elapsedMs: number, ask: Ask): Limited {
    const outcomes: RuleOutcome[] = [];
    for (const { kind, check } of asked) {
      const ruling = check(facts, elapsedMs, ask);
      if (ruling === null) continue;
      outcomes.push(outcomeOf(ruling, kind));
      if (ruling.error !== null)
        return {
          outcomes,
          refusedBy: ruling.id,
          faults: [this.#refusal(ruling.id, ruling.error, facts)],
          ...{ meter: null, onEnd: null },
        };
    }
    return outcomes.length === 0 ? unlimited : { ...unlimited, outcomes };
  }

  /** The platform's own error, with what it always tells. */
  #refusal(rule: string, { by, value }: NonNullable<Ruling['error']>, facts: RequestFacts) {
    const key = { rule, injection: 0, fingerprint: facts.fingerprint, occurrence: 0 };
    return this.#binder.request({ fault: 'error', params: { [by]: value } }, facts, key);
  }
}
