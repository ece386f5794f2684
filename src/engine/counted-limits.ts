import type { TokenMeter } from '../answer/sent-tokens.ts';
import type { Clock } from '../lib/clock.ts';
import type { Wait } from '../limits/algorithm.ts';
import type { CountedLimit } from '../model/counted-limit.ts';
import type { RuleOutcome } from '../model/decision.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import { findEntry } from '../platforms/catalogue.ts';
import { type LimitLevels, limitHeaders, tellsLimits } from '../platforms/limit-fields.ts';
import type { Ruling, Taken } from '../store/limit-store.ts';
import { MemoryLimitStore } from '../store/memory.ts';
import type { BoundRequestFault, FaultBinder } from './bind-faults.ts';
import {
  CountedRequest,
  type Counting,
  correctionOf,
  countingOf,
  isMetered,
  type KnownLimit,
  knownLimits,
} from './limit-charges.ts';
import { CountsTokens, tellingFields } from './limit-faults.ts';
import { outcomesOf, refusing } from './limit-outcomes.ts';
import { SteeredLimits } from './steered-limits.ts';

/** What the limits of a scenario make of a request. */
export interface Limited {
  readonly outcomes: readonly RuleOutcome[];
  /** The limit that refused; `null`: none did. */
  readonly refusedBy: string | null;
  readonly faults: readonly BoundRequestFault[];
  /** What counts the tokens of the answer; `null`: no limit needs them. */
  readonly meter: TokenMeter | null;
  /** Gives back what was taken and not used; `null`: nothing is to be settled. */
  readonly onEnd: (() => void) | null;
}

export const unlimited: Limited = { outcomes: [], refusedBy: null, faults: [], meter: null, onEnd: null };

/** Of each unit the limit of which the smallest part is left. */
function levelsOf(counting: readonly Counting[], rulings: readonly Ruling[]): LimitLevels {
  const levels: { -readonly [Unit in keyof LimitLevels]: LimitLevels[Unit] } = {};
  for (const [index, { known }] of counting.entries()) {
    const { limit } = known;
    const level = rulings[index]?.level;
    if (level === undefined || level.resetMs === null || limit.unit === 'answers' || limit.unit === 'usd')
      continue;
    const nearest = levels[limit.unit];
    if (nearest !== undefined && nearest.remaining / nearest.limit <= level.remaining / limit.amount)
      continue;
    levels[limit.unit] = { limit: limit.amount, remaining: level.remaining, resetMs: level.resetMs };
  }
  return levels;
}

/** The true limits of one run. They are asked before any rule, and all of them together. */
export class CountedLimits {
  readonly #scenario: Scenario;
  readonly #known: readonly KnownLimit[];
  readonly #store: MemoryLimitStore;
  readonly #clock: Clock;
  readonly #binder: FaultBinder;
  readonly #tells: boolean;

  /** `before`: whose usage goes on, if the limits are the same. */
  constructor(scenario: Scenario, clock: Clock, binder: FaultBinder, before: CountedLimits | null) {
    const isSame = before !== null && before.#scenario.countedLimits === scenario.countedLimits;
    this.#scenario = scenario;
    this.#known = isSame ? before.#known : knownLimits(scenario);
    this.#store = isSame ? before.#store : new MemoryLimitStore();
    this.#clock = clock;
    this.#binder = binder;
    this.#tells = tellsLimits(scenario.inUse);
  }

  /** `null`: the scenario has none. */
  get steered(): SteeredLimits | null {
    return this.#known.length === 0 ? null : new SteeredLimits(this.#known, this.#store, this.#clock);
  }

  take(facts: RequestFacts): Limited {
    if (this.#known.length === 0) return unlimited;
    return this.#limited(facts, (charges, now) => this.#store.take(charges, now));
  }

  foresee(facts: RequestFacts): Limited {
    if (this.#known.length === 0) return unlimited;
    return this.#limited(facts, (charges, now) => this.#store.foresee(charges, now));
  }

  #limited(facts: RequestFacts, ask: MemoryLimitStore['take']): Limited {
    const request = new CountedRequest(facts);
    const counting = countingOf(this.#known, request);
    if (counting.length === 0) return unlimited;
    const now = this.#clock.now();
    const taken = ask(counting, now);
    const refused = refusing(counting, taken);
    const meter = refused === null ? this.#meterFor(counting, request) : null;
    const bound: BoundRequestFault[] = [];
    if (refused !== null) bound.push(this.#refusal(refused.limit, refused.wait, facts));
    if (meter !== null) bound.push(meter);
    if (this.#tells) bound.push(...this.#fields(counting, taken.rulings, now));
    return {
      outcomes: outcomesOf(counting, taken, refused),
      refusedBy: refused?.limit.id ?? null,
      faults: bound,
      meter: meter?.meter ?? null,
      onEnd: this.#settling(counting, facts, taken, meter?.meter ?? null),
    };
  }

  /** The platform's own error, with the true wait where it tells one. */
  #refusal({ id, error }: CountedLimit, wait: Wait, facts: RequestFacts): BoundRequestFault {
    const { inUse } = this.#scenario;
    const entry = findEntry(inUse, facts.surface, error);
    const tells = entry?.retryAfterMs ?? entry?.trueWait ?? null;
    const stated = wait === Number.POSITIVE_INFINITY || wait === 'when-topped-up' ? 'none' : wait;
    const retryAfter = tells === null || stated === 'when-one-ends' ? {} : { retryAfter: stated };
    const params = { [error.by]: error.value, ...retryAfter };
    const key = { rule: id, injection: 0, fingerprint: facts.fingerprint, occurrence: 0 };
    return this.#binder.request({ fault: 'error', params }, facts, key);
  }

  #meterFor(counting: readonly Counting[], request: CountedRequest): CountsTokens | null {
    return counting.some(isMetered) ? new CountsTokens(request) : null;
  }

  #fields(counting: readonly Counting[], rulings: readonly Ruling[], now: number): BoundRequestFault[] {
    const fields = limitHeaders(this.#scenario.inUse, levelsOf(counting, rulings), now);
    return fields.length === 0 ? [] : [tellingFields(fields)];
  }

  #settling(
    counting: readonly Counting[],
    facts: RequestFacts,
    { held }: Taken,
    meter: TokenMeter | null,
  ): Limited['onEnd'] {
    if (!counting.some(({ known }) => known.limit.unit !== 'requests') || held.length === 0) return null;
    return () => {
      const now = this.#clock.now();
      const sent = meter?.tokens ?? null;
      for (const each of held) {
        const counted = counting.find((charge) => charge === each.charge);
        if (counted !== undefined) this.#store.settle(each, correctionOf(counted, facts, sent), now);
      }
    };
  }
}
