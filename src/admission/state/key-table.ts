import {
  type Hiding,
  hidden,
  type KeptKey,
  type KeptKeys,
  placeholderOf,
  rotationFrom,
} from './kept-keys.ts';
import type { KeyPlan } from './key-plan.ts';
import type { KeySlot } from './key-slot.ts';

const maxRetired = 10_000;

/** Keys by their ids and by their secrets; of a secret that was kept over a restart perhaps by its digest. */
export class KeyTable {
  readonly slots = new Map<string, KeySlot>();
  readonly #bySecret = new Map<string, KeySlot>();
  /** Secrets of keys that are gone, oldest first. */
  readonly #retired = new Set<string>();
  /** `null`: nothing was kept, so that no secret is known by its digest alone. */
  #digestOf: Hiding['digestOf'] | null = null;

  of(secret: string): KeySlot | null {
    this.#recognise(secret);
    return this.#bySecret.get(secret) ?? null;
  }

  isRetired(secret: string): boolean {
    this.#recognise(secret);
    return this.#retired.has(secret);
  }

  enter(slot: KeySlot, ...secrets: readonly string[]): void {
    this.slots.set(slot.id, slot);
    for (const secret of secrets) this.#bySecret.set(secret, slot);
  }

  retire(secret: string): void {
    this.#bySecret.delete(secret);
    this.#retired.add(secret);
    if (this.#retired.size <= maxRetired) return;
    const [oldest] = this.#retired;
    if (oldest !== undefined) this.#retired.delete(oldest);
  }

  /** A secret takes the place of its digest, if that is all that was kept of it. */
  #recognise(secret: string): void {
    if (this.#digestOf === null || this.#bySecret.has(secret) || this.#retired.has(secret)) return;
    const placeholder = placeholderOf(this.#digestOf(secret));
    if (this.#retired.delete(placeholder)) this.#retired.add(secret);
    const slot = this.#bySecret.get(placeholder);
    if (slot === undefined) return;
    this.#bySecret.delete(placeholder);
    this.#bySecret.set(secret, slot);
    if (slot.secret === placeholder) slot.secret = secret;
    if (slot.rotation?.to === placeholder) slot.rotation = { ...slot.rotation, to: secret };
  }

  /** Digests of the secrets of keys that are gone. */
  retired(hiding: Hiding): string[] {
    return [...this.#retired].map((secret) => hidden(secret, hiding));
  }

  /** Answers the ids of keys that are others now. */
  restore(
    { at, keys, retired }: KeptKeys,
    { listed }: KeyPlan,
    digestOf: Hiding['digestOf'],
    now: number,
  ): string[] {
    this.#digestOf = digestOf;
    const known = listed.flatMap(({ secret, rotation }) => [secret, rotation?.to ?? secret]);
    const texts = new Map(known.map((secret) => [digestOf(secret), secret]));
    const textOf = (digest: string) => texts.get(digest) ?? placeholderOf(digest);
    for (const digest of retired) this.retire(textOf(digest));
    return keys.filter((kept) => !this.#revive(kept, at, now, textOf)).map(({ id }) => id);
  }

  /** Whether it is the key that it was. */
  #revive(kept: KeptKey, at: number, now: number, textOf: (digest: string) => string): boolean {
    const known = this.slots.get(kept.id);
    const isSame = kept.listed === null ? known === undefined : known?.secret === textOf(kept.listed);
    if (!isSame) return false;
    const { id, name, created, uses, revocation, planned } = kept;
    const secret = textOf(kept.secret);
    const rotation = rotationFrom(kept, at, now, textOf);
    const state = { secret, uses, revocation, planned, rotation };
    const slot = known ?? { id, name, origin: 'client', created, listed: null, ...state };
    this.enter(Object.assign(slot, state), secret, rotation?.to ?? secret);
    return true;
  }
}
