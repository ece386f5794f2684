import type { Clock } from '../lib/clock.ts';
import type { Wait } from '../limits/algorithm.ts';
import type { CountedLimit, LimitKey } from '../model/counted-limit.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { KeyLevel, LimitLevel } from '../model/limit-level.ts';
import type { Standing } from '../model/outlook.ts';
import { nanoPerUsd } from '../platforms/prices.ts';
import type { Redactor } from '../secrets/redact.ts';
import type { KeptLimit, KeyUsage, LimitStore } from '../store/limit-store.ts';
import { countingOf, type KnownLimit } from './limit-charges.ts';

/** A limit of a run without the run's names. */
export type Level = Omit<LimitLevel, 'scenario' | 'label'>;

/** Between the values of several `by`. */
const between = ' + ';

/** A header may have 16 KiB. */
const maxShown = 120;

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
}

/** Why the level of a limit cannot be set. */
export type Unsettable =
  | { readonly why: 'unknown-limit'; readonly known: readonly string[] }
  | { readonly why: 'too-much'; readonly amount: number }
  | { readonly why: 'counts-answers' | 'fills-by-itself' | 'ambiguous-key' | 'unknown-key' | 'not-by-key' };

/** Money is shown in USD. */
const shownAmount = (unit: CountedLimit['unit'], amount: number) =>
  unit === 'usd' ? amount / nanoPerUsd : amount;

/** And set in USD. */
const countedAmount = (unit: CountedLimit['unit'], amount: number) =>
  unit === 'usd' ? Math.round(amount * nanoPerUsd) : amount;

const timeOf = (wait: Wait) => (typeof wait === 'string' || wait === Number.POSITIVE_INFINITY ? null : wait);

function shownPart(by: LimitKey, value: string, redactor: Redactor): string {
  if (by === 'key') return redactor.key(value);
  if (!by.startsWith('header:')) return redactor.text(value);
  return redactor.headers([by.slice('header:'.length), value])[1] ?? '';
}

function cut(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown - 1)}…` : text;
}

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

  get changes(): number {
    return this.#store.changes;
  }

  levels(atMost: number, redactor: Redactor): Level[] {
    return this.#known.map((known) => this.#levelOf(known, atMost, redactor));
  }

  /** Each limit under each key under which it would count one of the requests, as it stands now. */
  standings(requests: readonly RequestFacts[]): Standing[] {
    const found = new Map<string, Standing>();
    for (const facts of requests) {
      const counting = countingOf(this.#known, facts);
      const charges = counting.map(({ charge }) => charge);
      const { rulings } = this.#store.foresee(charges, this.#clock.now());
      for (const [index, { limit, charge }] of counting.entries()) {
        const { id, unit, amount, perMs } = limit;
        const level = rulings[index]?.level;
        if (level === undefined) continue;
        const left = { remaining: shownAmount(unit, level.remaining), resetMs: level.resetMs };
        found.set(`${id}\0${charge.key}`, { id, unit, perMs, limit: shownAmount(unit, amount), ...left });
      }
    }
    return [...found.values()];
  }

  #levelOf({ limit, stored }: KnownLimit, atMost: number, redactor: Redactor): Level {
    const { id, says, amount, unit, by, enforcement } = limit;
    const now = this.#clock.now();
    const { refusals, keys, others } = this.#store.read(stored, atMost, now);
    const shown = keys.map((each) => this.#shownKey(each, limit, redactor));
    // One that counts all requests together has a level before the first of them.
    const freeMs = stored.algorithm.freed === 'by-time' ? 0 : null;
    const unused = { key: '', remaining: shownAmount(unit, amount), waitMs: 0, freeMs, refusals };
    return {
      ...{ id, says, unit, amount: shownAmount(unit, amount), by, enforcement, refusals, others },
      keys: by.length === 0 && shown.length === 0 ? [unused] : shown,
    };
  }

  #shownKey(
    { key, digest, level, wait, refusals }: KeyUsage,
    { by, unit }: CountedLimit,
    redactor: Redactor,
  ): KeyLevel {
    return {
      key: key === null ? `not seen since the restart (${digest?.slice(0, 8)})` : shownKey(key, by, redactor),
      remaining: shownAmount(unit, level.remaining),
      waitMs: timeOf(wait),
      freeMs: level.resetMs,
      refusals,
    };
  }

  /** Sets what is left, under one key or (`null`) under each that is in use. */
  set(id: string, key: string | null, remaining: number, redactor: Redactor): SetLevels | Unsettable {
    const known = this.#known.find(({ limit }) => limit.id === id);
    if (known === undefined) return { why: 'unknown-limit', known: this.#known.map(({ limit }) => limit.id) };
    const { limit, stored } = known;
    if (stored.algorithm.freed === 'by-the-end-of-answers') return { why: 'counts-answers' };
    const left = countedAmount(limit.unit, remaining);
    if (left > limit.amount && stored.algorithm.freed !== 'by-top-up')
      return { why: 'too-much', amount: shownAmount(limit.unit, limit.amount) };
    const meant = limit.by.length === 0 && key === null ? [''] : this.#meant(known, key, redactor);
    if ('why' in meant) return meant;
    const now = this.#clock.now();
    for (const each of meant) this.#store.set(stored, each, left, now);
    const under = key === null ? '' : shownKey(meant[0] ?? '', limit.by, redactor);
    return { changed: meant.length, under };
  }

  /** Puts so many USD into what time does not fill, under one key or (`null`) each that is in use. */
  topUp(id: string, key: string | null, usd: number, redactor: Redactor): SetLevels | Unsettable {
    const known = this.#known.find(({ limit }) => limit.id === id);
    if (known === undefined) return { why: 'unknown-limit', known: this.#known.map(({ limit }) => limit.id) };
    const { limit, stored } = known;
    if (stored.algorithm.freed !== 'by-top-up') return { why: 'fills-by-itself' };
    const meant = limit.by.length === 0 && key === null ? [''] : this.#meant(known, key, redactor);
    if ('why' in meant) return meant;
    const now = this.#clock.now();
    for (const each of meant) this.#store.topUp(stored, each, countedAmount(limit.unit, usd), now);
    const under = key === null ? '' : shownKey(meant[0] ?? '', limit.by, redactor);
    return { changed: meant.length, under };
  }

  /** A key is named as it is sent, or as it is shown where no other one looks like it. */
  #meant(
    { limit: { by }, stored }: KnownLimit,
    key: string | null,
    redactor: Redactor,
  ): readonly string[] | Unsettable {
    const all = this.#store.keys(stored);
    if (key === null) return all;
    if (by.length === 0) return { why: 'not-by-key' };
    const sent = key.split(between).join('\0');
    if (all.includes(sent)) return [sent];
    const alike = all.filter((each) => shownKey(each, by, redactor) === key);
    if (alike.length > 1) return { why: 'ambiguous-key' };
    if (alike.length === 1) return alike;
    const isMasked = key.includes('*'.repeat(10));
    return isMasked || sent.split('\0').length !== by.length ? { why: 'unknown-key' } : [sent];
  }

  /** Each limit, with what identifies the way it counts. */
  save(digestOf: (key: string) => string): KeptLevels[] {
    const now = this.#clock.now();
    return this.#known.map((known) => ({
      ...{ id: known.limit.id, counts: countsOf(known) },
      kept: this.#store.save(known.stored, digestOf, now),
    }));
  }

  /** Answers the limits that are not as they were, whose usage begins empty. */
  restore(levels: readonly KeptLevels[], digestOf: (key: string) => string): string[] {
    return levels.flatMap(({ id, counts, kept }) => {
      const known = this.#known.find((each) => each.limit.id === id);
      if (known === undefined || countsOf(known) !== counts) return [id];
      return this.#store.restore(known.stored, kept, digestOf) > 0 ? [id] : [];
    });
  }
}

function shownKey(key: string, by: readonly LimitKey[], redactor: Redactor): string {
  const values = key.split('\0');
  return cut(by.map((each, index) => shownPart(each, values[index] ?? '', redactor)).join(between));
}

/**
 * `continuous-refill 60 requests in 60000 ms by key`: what was counted in another way means
 * nothing for it.
 */
function countsOf({ limit: { algorithm, amount, unit, perMs, calendar, by } }: KnownLimit): string {
  const from = calendar === undefined ? '' : ` from ${calendar.every} ${calendar.resetsAtMs}`;
  return `${algorithm} ${amount} ${unit} in ${perMs} ms${from} by ${by.join(' ') || 'nothing'}`;
}
