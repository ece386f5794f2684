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
import type { Effect, RunStore } from '../store/run-store.ts';
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
import type { StoreReply } from './shared-rules.ts';
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

/** The name in the journal of what refuses a request while the store is away. */
const awayRule = 'store';

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

/** Of a key, for usage that stays in memory. */
const asItIs = (key: string) => key;

/** The same so many milliseconds later, if nothing was taken meanwhile. */
function agedLevels(levels: LimitLevels, ms: number): LimitLevels {
  const aged = Object.entries(levels).map(([unit, level]) => [
    unit,
    { ...level, resetMs: Math.max(0, Math.ceil(level.resetMs - ms)) },
  ]);
  return Object.fromEntries(aged) as LimitLevels;
}

interface LimitParts {
  readonly clock: Clock;
  readonly binder: FaultBinder;
  /** `null`: no other gateway counts with this one. */
  readonly shared: RunStore | null;
}

/** The true limits of one run. They are asked before any rule, and all of them together. */
export class CountedLimits {
  readonly #scenario: Scenario;
  readonly #known: readonly KnownLimit[];
  readonly #store: MemoryLimitStore;
  readonly #shared: RunStore | null;
  readonly #clock: Clock;
  readonly #binder: FaultBinder;
  readonly #tells: boolean;

  /** `before`: whose usage goes on, limit by limit, for those that count what they counted. */
  constructor(scenario: Scenario, { clock, binder, shared }: LimitParts, before: CountedLimits | null) {
    const isSame = before !== null && before.#scenario.countedLimits === scenario.countedLimits;
    this.#scenario = scenario;
    this.#known = isSame ? before.#known : knownLimits(scenario);
    this.#store = isSame ? before.#store : new MemoryLimitStore();
    this.#clock = clock;
    this.#binder = binder;
    this.#shared = shared;
    this.#tells = tellsLimits(scenario.inUse);
    const kept = isSame ? undefined : before?.steered?.save(asItIs);
    if (kept !== undefined) this.steered?.restore(kept, asItIs);
  }

  /** `null`: the scenario has none. */
  get steered(): SteeredLimits | null {
    if (this.#known.length === 0) return null;
    return new SteeredLimits(this.#known, this.#shared?.limits ?? this.#store, this.#clock);
  }

  /** The limits that count a request, for a store that gateways share. */
  counting(facts: RequestFacts): readonly Counting[] {
    return this.#known.length === 0 ? [] : countingOf(this.#known, new CountedRequest(facts));
  }

  /** `reply`: by the store that gateways share; `null`: this one counts for itself. */
  decide(facts: RequestFacts, effect: Effect, reply: StoreReply | null): Limited {
    if (reply !== null) return this.#byReply(facts, reply);
    if (this.#known.length === 0) return unlimited;
    const request = new CountedRequest(facts);
    const counting = countingOf(this.#known, request);
    if (counting.length === 0) return unlimited;
    return this.#limited(request, counting, this.#store[effect](counting, this.#clock.now()));
  }

  #byReply(facts: RequestFacts, reply: StoreReply): Limited {
    if (reply.state === 'asked') {
      const { counting, answered } = reply;
      if (counting.length === 0) return unlimited;
      return this.#limited(new CountedRequest(facts), counting, answered.taken);
    }
    if (reply.state === 'open') return unlimited;
    const because = 'the store that gateways share is away, and --store-failure is closed';
    const key = { rule: awayRule, injection: 0, fingerprint: facts.fingerprint, occurrence: 0 };
    const fault = this.#binder.request({ fault: 'error', params: { status: 503 } }, facts, key);
    const outcome = { rule: awayRule, outcome: 'fired', because, faults: ['error'] } as const;
    return { ...unlimited, outcomes: [outcome], refusedBy: awayRule, faults: [fault] };
  }

  #limited(request: CountedRequest, counting: readonly Counting[], taken: Taken): Limited {
    const { facts } = request;
    const refused = refusing(counting, taken);
    const meter = refused === null ? this.#meterFor(counting, request) : null;
    const bound: BoundRequestFault[] = [];
    if (refused !== null) bound.push(this.#refusal(refused.limit, refused.wait, facts));
    if (meter !== null) bound.push(meter);
    if (this.#tells) bound.push(...this.#fields(counting, taken.rulings));
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

  #fields(counting: readonly Counting[], rulings: readonly Ruling[]): BoundRequestFault[] {
    const { inUse } = this.#scenario;
    const levels = levelsOf(counting, rulings);
    if (limitHeaders(inUse, levels, 0).length === 0) return [];
    const at = this.#clock.now();
    // What is left of a window is told with the head, in one clock with its date.
    const fieldsNow = () =>
      limitHeaders(inUse, agedLevels(levels, this.#clock.now() - at), this.#clock.wall());
    return [tellingFields(fieldsNow)];
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
        const store = each.reservation === undefined ? this.#store : this.#shared?.limits;
        if (counted !== undefined) store?.settle(each, correctionOf(counted, facts, sent), now);
      }
    };
  }
}
