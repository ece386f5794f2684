import type { Usage } from '../limits/algorithm.ts';
import type { Charge, Held, LimitStore, Ruling, StoredLimit, Taken } from './limit-store.ts';

/** Most keys of one limit that are remembered at the same time. */
const maxKeys = 100_000;

/** Keys that are looked at whenever a new one comes: more than one, so that unused ones become fewer. */
const lookedAt = 2;

/** How much of one limit is used; the key that was used last is the last one. */
class Usages {
  readonly #limit: StoredLimit;
  readonly #maxKeys: number;
  readonly #byKey = new Map<string, Usage>();

  constructor(limit: StoredLimit, most: number) {
    this.#limit = limit;
    this.#maxKeys = most;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** A key that was never used has a usage that is not kept. */
  peek(key: string): Usage {
    return this.#byKey.get(key) ?? this.#limit.algorithm.create(this.#limit.allowance);
  }

  keep(key: string, usage: Usage, now: number): void {
    const isKnown = this.#byKey.delete(key);
    if (usage.isUnused(now)) return;
    if (!isKnown) this.#makeRoom(now);
    this.#byKey.set(key, usage);
  }

  #makeRoom(now: number): void {
    const oldest = this.#byKey.entries();
    for (let looked = 0; looked < lookedAt; looked += 1) {
      const next = oldest.next();
      if (next.done === true) return;
      const [key, usage] = next.value;
      if (usage.isUnused(now) || this.#byKey.size >= this.#maxKeys) this.#byKey.delete(key);
    }
  }
}

/** The usage of limits in the memory of this process. */
export class MemoryLimitStore implements LimitStore {
  readonly #maxKeys: number;
  readonly #usages = new Map<string, Usages>();
  #latest = Number.NEGATIVE_INFINITY;
  #behind = 0;

  constructor(most = maxKeys) {
    this.#maxKeys = most;
  }

  /** Number of keys that are remembered. */
  get size(): number {
    return [...this.#usages.values()].reduce((sum, { size }) => sum + size, 0);
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
    const isRefused = asked.some(({ charge, wait }) => wait !== 0 && charge.limit.enforcement === 'enforced');
    const held: Held[] = [];
    const rulings = asked.map(({ charge, usage, wait }): Ruling => {
      if (effect === 'takes' && !isRefused && wait === 0) {
        usage.take(time, charge.amount);
        this.#usagesOf(charge.limit).keep(charge.key, usage, time);
        held.push({ charge, at: time });
      }
      return { charge, wait, level: usage.level(time) };
    });
    return { outcome: isRefused ? 'refused' : 'taken', rulings, held };
  }

  settle({ charge, at }: Held, change: number, now: number): void {
    if (change === 0) return;
    const time = this.#time(now);
    const usages = this.#usagesOf(charge.limit);
    const usage = usages.peek(charge.key);
    usage.correct(time, at, change);
    usages.keep(charge.key, usage, time);
  }
}
