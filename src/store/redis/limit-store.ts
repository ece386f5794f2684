import type { Charge, Held, KeyName, LimitStore, LimitUsage, StoredLimit, Taken } from '../limit-store.ts';
import type { RunStore } from '../run-store.ts';
import { limitOf, textsOf, usageOf } from './answers.ts';
import type { RedisStore } from './store.ts';

/** Most keys of one answer. */
const maxRead = 1_000;

/** A question about limits alone. */
const limitsAlone = { rules: [], fingerprint: null, answer: 'open', asks: 'always' } as const;

/** The usage of the limits of one run, which all gateways with the same store share. */
export class RedisLimitStore implements LimitStore {
  readonly #store: RedisStore;
  readonly #run: readonly [string, string];
  readonly #ask: RunStore['ask'];

  constructor(store: RedisStore, run: readonly [string, string], ask: RunStore['ask']) {
    this.#store = store;
    this.#run = run;
    this.#ask = ask;
  }

  async take(charges: readonly Charge[], now: number): Promise<Taken> {
    return (await this.#ask({ charges, ...limitsAlone }, 'take', now)).taken;
  }

  async foresee(charges: readonly Charge[], now: number): Promise<Taken> {
    return (await this.#ask({ charges, ...limitsAlone }, 'foresee', now)).taken;
  }

  /** A charge as the script knows it. */
  asked({ limit, key, room, amount }: Charge, reservation: string | undefined) {
    const enforced = limit.enforcement === 'enforced';
    const digest = this.#store.digestOf(key, 'named');
    return { lim: limitOf(limit, this.#run), digest, room, amount, enforced, reservation };
  }

  settle({ reservation }: Held, change: number, now: number): void {
    if (reservation !== undefined) this.#store.settle([{ reservation, change }], now);
  }

  async read(limit: StoredLimit, atMost: number, now: number): Promise<LimitUsage> {
    const asked = { lim: limitOf(limit, this.#run), atMost: Math.min(atMost, maxRead) };
    const texts = textsOf(await this.#store.ask('read', asked, now));
    return usageOf(texts, (digest) => this.#store.nameOf(digest));
  }

  async names(limit: StoredLimit, now: number): Promise<readonly KeyName[]> {
    const texts = textsOf(await this.#store.ask('names', { lim: limitOf(limit, this.#run) }, now));
    return texts.map((digest) => this.#store.nameOf(digest));
  }

  async set(limit: StoredLimit, name: KeyName, remaining: number, now: number): Promise<void> {
    await this.#change(limit, name, { left: remaining }, now);
  }

  async topUp(limit: StoredLimit, name: KeyName, amount: number, now: number): Promise<void> {
    await this.#change(limit, name, { more: amount }, now);
  }

  async #change(limit: StoredLimit, name: KeyName, change: object, now: number): Promise<void> {
    const digest = name.kind === 'kept' ? name.digest : this.#store.digestOf(name.key, 'named');
    await this.#store.ask('change', { lim: limitOf(limit, this.#run), digest, ...change }, now);
  }
}
