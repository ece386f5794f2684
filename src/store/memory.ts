import type {
  Charge,
  Held,
  KeptLimit,
  KeyName,
  LimitStore,
  LimitUsage,
  Ruling,
  StoredLimit,
  Taken,
} from './limit-store.ts';
import { Usages } from './usages.ts';

/** Most keys of one limit that are remembered at the same time. */
const maxKeys = 100_000;

/** The usage of limits in the memory of this process. */
export class MemoryLimitStore implements LimitStore {
  readonly #maxKeys: number;
  readonly #usages = new Map<string, Usages>();
  #latest = Number.NEGATIVE_INFINITY;
  #behind = 0;
  #changes = 0;

  constructor(most = maxKeys) {
    this.#maxKeys = most;
  }

  /** Number of keys that are remembered. */
  get size(): number {
    return [...this.#usages.values()].reduce((sum, { size }) => sum + size, 0);
  }

  get changes(): number {
    return this.#changes;
  }

  /** Whole milliseconds that never go back. */
  #time(now: number): number {
    const time = Math.floor(now) + this.#behind;
    if (time < this.#latest) this.#behind += this.#latest - time;
    this.#latest = Math.floor(now) + this.#behind;
    return this.#latest;
  }

  #usagesOf(limit: StoredLimit): Usages {
    const known = this.#usages.get(limit.id);
    if (known !== undefined) return known;
    const made = new Usages(limit, this.#maxKeys);
    this.#usages.set(limit.id, made);
    return made;
  }

  take(charges: readonly Charge[], now: number): Taken {
    return this.#decide(charges, this.#time(now), 'takes');
  }

  foresee(charges: readonly Charge[], now: number): Taken {
    return this.#decide(charges, this.#time(now), 'looks');
  }

  #decide(charges: readonly Charge[], time: number, effect: 'takes' | 'looks'): Taken {
    const asked = charges.map((charge) => {
      const usage = this.#usagesOf(charge.limit).peek(charge.key);
      return { charge, usage, wait: usage.wait(time, charge.room) };
    });
    if (effect === 'takes') this.#changes += 1;
    const isRefused = asked.some(({ charge, wait }) => wait !== 0 && charge.limit.enforcement === 'enforced');
    const held: Held[] = [];
    const rulings = asked.map(({ charge, usage, wait }): Ruling => {
      if (effect === 'takes' && !isRefused && wait === 0) {
        usage.take(time, charge.amount);
        this.#usagesOf(charge.limit).keep(charge.key, usage, time);
        held.push({ charge, at: time });
      } else if (effect === 'takes' && wait !== 0) this.#usagesOf(charge.limit).refuse(charge.key);
      return { charge, wait, level: usage.level(time) };
    });
    return { outcome: isRefused ? 'refused' : 'taken', rulings, held };
  }

  settle({ charge, at }: Held, change: number, now: number): void {
    if (change === 0) return;
    this.#changes += 1;
    const time = this.#time(now);
    const usages = this.#usagesOf(charge.limit);
    const usage = usages.peek(charge.key);
    usage.correct(time, at, change);
    usages.keep(charge.key, usage, time);
  }

  read(limit: StoredLimit, atMost: number, now: number): LimitUsage {
    return this.#usagesOf(limit).read(this.#time(now), atMost);
  }

  names(limit: StoredLimit): readonly KeyName[] {
    return this.#usagesOf(limit).names();
  }

  set(limit: StoredLimit, name: KeyName, remaining: number, now: number): void {
    this.#changes += 1;
    this.#usagesOf(limit).set(name, remaining, this.#time(now));
  }

  topUp(limit: StoredLimit, name: KeyName, amount: number, now: number): void {
    this.#changes += 1;
    this.#usagesOf(limit).topUp(name, amount, this.#time(now));
  }

  save(limit: StoredLimit, digestOf: (key: string) => string, now: number): KeptLimit {
    const at = this.#time(now);
    const usages = this.#usagesOf(limit);
    return { at, refusals: usages.refusals, usages: usages.save(at, digestOf) };
  }

  restore(
    limit: StoredLimit,
    { at, refusals, usages }: KeptLimit,
    digestOf: (key: string) => string,
  ): number {
    this.#latest = Math.max(this.#latest, at);
    return this.#usagesOf(limit).restore(refusals, usages, digestOf);
  }
}
