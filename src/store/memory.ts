import type { Usage, Wait } from '../limits/algorithm.ts';
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

/** A charge with the usage that it is asked of. */
interface Asked {
  readonly charge: Charge;
  readonly usages: Usages;
  readonly usage: Usage;
  readonly wait: Wait;
}

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
    const asked: Asked[] = [];
    let outcome: Taken['outcome'] = 'taken';
    for (const charge of charges) {
      const usages = this.#usagesOf(charge.limit);
      const usage = usages.peek(charge.key);
      const wait = usage.wait(time, charge.room);
      if (wait !== 0 && charge.limit.enforcement === 'enforced') outcome = 'refused';
      asked.push({ charge, usages, usage, wait });
    }
    const held = effect === 'takes' ? this.#take(asked, outcome, time) : [];
    const rulings: Ruling[] = [];
    for (const { charge, usage, wait } of asked) rulings.push({ charge, wait, level: usage.level(time) });
    return { outcome, rulings, held };
  }

  /** Takes from all of them or, where one refuses, from none; answers what was taken. */
  #take(asked: readonly Asked[], outcome: Taken['outcome'], at: number): Held[] {
    this.#changes += 1;
    const held: Held[] = [];
    for (const { charge, usages, usage, wait } of asked) {
      if (wait !== 0) usages.refuse(charge.key);
      else if (outcome === 'taken') {
        usage.take(at, charge.amount);
        usages.keep(charge.key, usage, at);
        held.push({ charge, at });
      }
    }
    return held;
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
