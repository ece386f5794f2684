import { BoundedMap } from '../lib/bounded-map.ts';
import { RecentMap } from '../lib/recent-map.ts';
import type { Usage } from '../limits/algorithm.ts';
import type { KeptUsage, KeyName, KeyUsage, LimitUsage, StoredLimit } from './limit-store.ts';

/** Keys that are looked at whenever a new one comes: more than one, so that unused ones become fewer. */
const lookedAt = 2;

/**
 * Keys that stay although they are unused: a limit of few keys would delete and insert the same ones with
 * each request, and a map that becomes empty is allocated anew each time.
 */
const keptUnused = 16;

/** Most keys whose refusals are counted one by one. */
const maxRefusedKeys = 10_000;

/** Usages that were kept over a restart, each until its key comes again. */
interface Kept {
  digestOf(key: string): string;
  readonly byDigest: Map<string, Usage>;
}

/** The fullest first; of two that are as full the one that takes longer to be free. */
function byFullness(one: KeyUsage, other: KeyUsage): number {
  const rest = one.level.remaining - other.level.remaining;
  return rest === 0 ? (other.level.resetMs ?? 0) - (one.level.resetMs ?? 0) : rest;
}

/** How much of one limit is used; the key that was used last is the last one. */
export class Usages {
  readonly #limit: StoredLimit;
  readonly #maxKeys: number;
  readonly #byKey = new RecentMap<Usage>();
  readonly #refused = new BoundedMap<string, number>(maxRefusedKeys);
  #kept: Kept | null = null;
  #refusals = 0;

  constructor(limit: StoredLimit, most: number) {
    this.#limit = limit;
    this.#maxKeys = most;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** A key that was never used has a usage that is not kept. */
  peek(key: string): Usage {
    return this.#byKey.get(key) ?? this.#restored(key) ?? this.#limit.algorithm.create(this.#limit.allowance);
  }

  #restored(key: string): Usage | undefined {
    if (this.#kept === null) return undefined;
    const digest = this.#kept.digestOf(key);
    const usage = this.#kept.byDigest.get(digest);
    if (usage === undefined) return undefined;
    this.#kept.byDigest.delete(digest);
    if (this.#kept.byDigest.size === 0) this.#kept = null;
    this.#byKey.set(key, usage);
    return usage;
  }

  keep(key: string, usage: Usage, now: number): void {
    if (usage.isUnused(now) && this.#byKey.size > keptUnused) {
      this.#byKey.delete(key);
      return;
    }
    if (!this.#byKey.has(key)) this.#makeRoom(now);
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

  get refusals(): number {
    return this.#refusals;
  }

  /** A request came for which it had no room. */
  refuse(key: string): void {
    this.#refusals += 1;
    this.#refused.set(key, (this.#refused.get(key) ?? 0) + 1);
  }

  #all(): [KeyName, Usage][] {
    const seen = [...this.#byKey].map(([key, usage]): [KeyName, Usage] => [{ kind: 'seen', key }, usage]);
    const kept = [...(this.#kept?.byDigest ?? [])];
    return [...seen, ...kept.map(([digest, usage]): [KeyName, Usage] => [{ kind: 'kept', digest }, usage])];
  }

  #inUse(now: number): KeyUsage[] {
    return this.#all().flatMap(([name, usage]): KeyUsage[] => {
      if (usage.isUnused(now)) return [];
      const refusals = name.kind === 'kept' ? 0 : (this.#refused.get(name.key) ?? 0);
      return [{ name, level: usage.level(now), wait: usage.wait(now, 1), refusals }];
    });
  }

  /** The fullest keys, at most so many. */
  read(now: number, atMost: number): LimitUsage {
    const all = this.#inUse(now).sort(byFullness);
    const keys = all.slice(0, atMost);
    return { refusals: this.#refusals, keys, others: all.length - keys.length };
  }

  names(): KeyName[] {
    return this.#all().map(([name]) => name);
  }

  /** Answers the usage under a name, to be put back. */
  #usageOf(name: KeyName): Usage {
    const { algorithm, allowance } = this.#limit;
    if (name.kind === 'seen') return this.peek(name.key);
    return this.#kept?.byDigest.get(name.digest) ?? algorithm.create(allowance);
  }

  #put(name: KeyName, usage: Usage, now: number): void {
    if (name.kind === 'seen') this.keep(name.key, usage, now);
    else this.#kept?.byDigest.set(name.digest, usage);
  }

  set(name: KeyName, remaining: number, now: number): void {
    const { algorithm, allowance } = this.#limit;
    // What was kept of the key over a restart does not come back.
    this.#usageOf(name);
    const usage = algorithm.create(allowance);
    const missing = allowance.amount - remaining;
    if (missing > 0) usage.take(now, missing);
    else if (missing < 0) usage.correct(now, now, missing);
    this.#put(name, usage, now);
  }

  topUp(name: KeyName, amount: number, now: number): void {
    const usage = this.#usageOf(name);
    usage.correct(now, now, -amount);
    this.#put(name, usage, now);
  }

  /** All that is used, by digest, what was used last first; each is saved when it is asked for. */
  *save(now: number, digestOf: Kept['digestOf']): Generator<KeptUsage> {
    const kept = [...(this.#kept?.byDigest ?? [])];
    for (const [key, usage] of [...this.#byKey].reverse())
      if (!usage.isUnused(now)) yield { digest: digestOf(key), saved: usage.save() };
    for (const [digest, usage] of kept) if (!usage.isUnused(now)) yield { digest, saved: usage.save() };
  }

  /** Answers how many of them are none of its algorithm. */
  restore(refusals: number, kept: Iterable<KeptUsage>, digestOf: Kept['digestOf']): number {
    const { algorithm, allowance } = this.#limit;
    const usages = [...kept].map(
      ({ digest, saved }) => [digest, algorithm.restore(allowance, saved)] as const,
    );
    const read = usages.filter((each): each is [string, Usage] => each[1] !== null);
    this.#refusals = refusals;
    this.#kept = read.length === 0 ? null : { digestOf, byDigest: new Map(read) };
    return usages.length - read.length;
  }
}
