import type { Clock } from '../lib/clock.ts';
import type { Wait } from '../limits/algorithm.ts';
import type { CountedLimit } from '../model/counted-limit.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { KeyLevel, LimitLevel } from '../model/limit-level.ts';
import type { Standing } from '../model/outlook.ts';
import { nanoPerUsd } from '../model/price.ts';
import type { Redactor } from '../secrets/redact.ts';
import type { KeptLimit, KeyName, KeyUsage, Later, LimitStore } from '../store/limit-store.ts';
import { MemoryLimitStore } from '../store/memory.ts';
import { CountedRequest, countingOf, type KnownLimit } from './limit-charges.ts';
import { between, shownName } from './shown-keys.ts';

/** A limit of a run without the run's names. */
export type Level = Omit<LimitLevel, 'scenario' | 'label'>;

/** What was kept of a limit, and by which words it was counted then. */
export interface KeptLevels {
  readonly id: string;
  readonly counts: string;
  readonly kept: KeptLimit;
}

export interface SetLevels {
  /** Number of keys. */
  readonly changed: number;
  /** The key, masked; empty: all that are in use, or all requests together. */
  readonly under: string;
  readonly freed: LimitLevel['freed'];
}

/** Why the level of a limit cannot be set. */
export type Unsettable =
  | { readonly why: 'unknown-limit'; readonly known: readonly string[] }
  | { readonly why: 'too-much'; readonly remaining: number; readonly amount: number }
  | { readonly why: 'no-whole-number'; readonly remaining: number; readonly unit: string }
  | { readonly why: 'counts-answers' | 'fills-by-itself' | 'ambiguous-key' | 'unknown-key' | 'not-by-key' };

/** Money is shown in USD. */
const shownAmount = (unit: CountedLimit['unit'], amount: number) =>
  unit === 'usd' ? amount / nanoPerUsd : amount;

/** And set in USD. */
const countedAmount = (unit: CountedLimit['unit'], amount: number) =>
  unit === 'usd' ? Math.round(amount * nanoPerUsd) : amount;

const timeOf = (wait: Wait) => (typeof wait === 'string' || wait === Number.POSITIVE_INFINITY ? null : wait);

/** What operations read and change of the limits of one run. */
export class SteeredLimits {
  readonly #known: readonly KnownLimit[];
  readonly #store: LimitStore;
  readonly #clock: Clock;

  constructor(known: readonly KnownLimit[], store: LimitStore, clock: Clock) {
    this.#known = known;
    this.#store = store;
    this.#clock = clock;
  }

  /** What a file keeps over restarts; `null`: it is kept elsewhere. */
  get #memory(): MemoryLimitStore | null {
    return this.#store instanceof MemoryLimitStore ? this.#store : null;
  }

  /** Rises with each change. */
  get changes(): number {
    return this.#memory?.changes ?? 0;
  }

  levels(atMost: number, redactor: Redactor): Promise<Level[]> {
    return Promise.all(this.#known.map((known) => this.#levelOf(known, atMost, redactor)));
  }

  /** Each limit under each key under which it would count one of the requests, as it stands now. */
  async standings(requests: readonly RequestFacts[]): Promise<Standing[]> {
    const found = new Map<string, Standing>();
    for (const facts of requests) {
      const counting = countingOf(this.#known, new CountedRequest(facts));
      const { rulings } = await this.#store.foresee(counting, this.#clock.now());
      for (const [index, { known, key }] of counting.entries()) {
        const { id, unit, amount, perMs } = known.limit;
        const level = rulings[index]?.level;
        if (level === undefined) continue;
        const left = { remaining: shownAmount(unit, level.remaining), resetMs: level.resetMs };
        found.set(`${id}\0${key}`, { id, unit, perMs, limit: shownAmount(unit, amount), ...left });
      }
    }
    return [...found.values()];
  }

  async #levelOf({ limit, stored }: KnownLimit, atMost: number, redactor: Redactor): Promise<Level> {
    const { id, says, amount, unit, by, enforcement } = limit;
    const { freed } = stored.algorithm;
    const now = this.#clock.now();
    const { refusals, keys, others } = await this.#store.read(stored, atMost, now);
    const shown = keys.map((each) => this.#shownKey(each, limit, redactor));
    // One that counts all requests together has a level before the first of them.
    const unused: KeyLevel = {
      ...{ key: '', origin: 'seen', remaining: shownAmount(unit, amount), waitMs: 0, refusals },
      freeMs: freed === 'by-time' ? 0 : null,
    };
    return {
      ...{ id, says, unit, amount: shownAmount(unit, amount), freed, by, enforcement, refusals, others },
      keys: by.length === 0 && shown.length === 0 ? [unused] : shown,
    };
  }

  #shownKey(
    { name, level, wait, refusals }: KeyUsage,
    { by, unit }: CountedLimit,
    redactor: Redactor,
  ): KeyLevel {
    return {
      key: shownName(name, by, redactor),
      origin: name.kind,
      remaining: shownAmount(unit, level.remaining),
      waitMs: timeOf(wait),
      freeMs: level.resetMs,
      refusals,
    };
  }

  #named(id: string): KnownLimit | Unsettable {
    const known = this.#known.find(({ limit }) => limit.id === id);
    return known ?? { why: 'unknown-limit', known: this.#known.map(({ limit }) => limit.id) };
  }

  /** Sets what is left, under one key or (`null`) under each that is in use. */
  async set(
    id: string,
    key: string | null,
    remaining: number,
    redactor: Redactor,
  ): Promise<SetLevels | Unsettable> {
    const known = this.#named(id);
    if ('why' in known) return known;
    const { limit, stored } = known;
    if (stored.algorithm.freed === 'by-the-end-of-answers') return { why: 'counts-answers' };
    const left = countedAmount(limit.unit, remaining);
    if (!Number.isInteger(left)) return { why: 'no-whole-number', remaining, unit: limit.unit };
    if (left > limit.amount && stored.algorithm.freed !== 'by-top-up')
      return { why: 'too-much', remaining, amount: shownAmount(limit.unit, limit.amount) };
    const now = this.#clock.now();
    return this.#change(known, key, redactor, (name) => this.#store.set(stored, name, left, now));
  }

  /** Puts so many USD into what time does not fill, under one key or (`null`) each that is in use. */
  async topUp(
    id: string,
    key: string | null,
    usd: number,
    redactor: Redactor,
  ): Promise<SetLevels | Unsettable> {
    const known = this.#named(id);
    if ('why' in known) return known;
    const { limit, stored } = known;
    if (stored.algorithm.freed !== 'by-top-up') return { why: 'fills-by-itself' };
    const amount = countedAmount(limit.unit, usd);
    const now = this.#clock.now();
    return this.#change(known, key, redactor, (name) => this.#store.topUp(stored, name, amount, now));
  }

  async #change(
    known: KnownLimit,
    key: string | null,
    redactor: Redactor,
    change: (name: KeyName) => Later<void>,
  ): Promise<SetLevels | Unsettable> {
    const meant = await this.#meant(known, key, redactor);
    if ('why' in meant) return meant;
    await Promise.all(meant.map(change));
    const [only] = meant;
    const under = key === null || only === undefined ? '' : shownName(only, known.limit.by, redactor);
    return { changed: meant.length, under, freed: known.stored.algorithm.freed };
  }

  /** A key is named as it is sent, or as it is listed where no other one looks like it. */
  async #meant(
    { limit: { by }, stored }: KnownLimit,
    key: string | null,
    redactor: Redactor,
  ): Promise<readonly KeyName[] | Unsettable> {
    if (by.length === 0) return key === null ? [{ kind: 'seen', key: '' }] : { why: 'not-by-key' };
    const all = await this.#store.names(stored, this.#clock.now());
    if (key === null) return all;
    const sent = key.split(between).join('\0');
    const same = all.find((each) => each.kind === 'seen' && each.key === sent);
    if (same !== undefined) return [same];
    const alike = all.filter((each) => shownName(each, by, redactor) === key);
    if (alike.length > 0) return alike.length === 1 ? alike : { why: 'ambiguous-key' };
    const isMasked = key.includes('*'.repeat(10));
    const isKey = !isMasked && sent.split('\0').length === by.length;
    return isKey ? [{ kind: 'seen', key: sent }] : { why: 'unknown-key' };
  }

  /** Each limit, with what identifies the way it counts. */
  save(digestOf: (key: string) => string): KeptLevels[] {
    const now = this.#clock.now();
    const memory = this.#memory;
    if (memory === null) return [];
    return this.#known.map((known) => ({
      ...{ id: known.limit.id, counts: countsOf(known) },
      kept: memory.save(known.stored, digestOf, now),
    }));
  }

  /** Answers the limits that are not as they were, whose usage begins empty. */
  restore(levels: readonly KeptLevels[], digestOf: (key: string) => string): string[] {
    return levels.flatMap(({ id, counts, kept }) => {
      const known = this.#known.find((each) => each.limit.id === id);
      if (known === undefined || countsOf(known) !== counts) return [id];
      return (this.#memory?.restore(known.stored, kept, digestOf) ?? 0) > 0 ? [id] : [];
    });
  }
}

/**
 * `continuous-refill 60 requests in 60000 ms by key`: what was counted in another way means
 * nothing for it.
 */
function countsOf({ limit: { algorithm, amount, unit, perMs, calendar, by } }: KnownLimit): string {
  const from = calendar === undefined ? '' : ` from ${calendar.every} ${calendar.resetsAtMs}`;
  return `${algorithm} ${amount} ${unit} in ${perMs} ms${from} by ${by.join(' ') || 'nothing'}`;
}
