import type { Clock } from '../../lib/clock.ts';
import { luckOf } from '../../lib/luck.ts';
import type { Platform } from '../../model/platform.ts';
import type { StubOptions } from '../../model/scenario.ts';

type KeyStatus = 'active' | 'pending-rotation' | 'revoked';

/** The public data of a key, and its secret. */
export interface Key {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly status: KeyStatus;
  /** Unix seconds. */
  readonly created: number;
}

type Presented = 'valid' | 'unknown' | 'revoked' | 'other-workspace';

/** How keys of the platform begin. */
export type KeyForm = Pick<Platform['credential'], 'prefix' | 'prefixes'>;

interface Slot {
  readonly origin: 'scenario' | 'client';
  key: Key;
  /** The new secret of a rotation that has not been used yet. */
  next: string | null;
}

const maxKeys = 1_000;
const maxRetired = 10_000;
const secretLength = 32;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function makeSecret(prefix: string, ordinal: number): string {
  const luck = luckOf('stub-key', ordinal);
  const letter = () => alphabet.charAt(Math.floor(luck() * alphabet.length));
  return prefix + Array.from({ length: secretLength }, letter).join('');
}

/** The keys of one run: those of the scenario and those that clients created. */
export class KeyRing {
  readonly #options: StubOptions;
  readonly #form: KeyForm;
  readonly #clock: Clock;
  readonly #slots = new Map<string, Slot>();
  readonly #bySecret = new Map<string, Slot>();
  readonly #alwaysRevoked: ReadonlySet<string>;
  readonly #ofOthers: ReadonlySet<string>;
  /** Secrets that are no longer valid, oldest first. */
  readonly #retired = new Set<string>();
  #added = 0;
  #secretsMade = 0;

  constructor(options: StubOptions, form: KeyForm, clock: Clock) {
    this.#options = options;
    this.#form = form;
    this.#clock = clock;
    this.#alwaysRevoked = new Set(options.revokedKeys);
    this.#ofOthers = new Set(options.otherWorkspaceKeys);
    for (const [index, secret] of (options.keys ?? []).entries())
      this.#add('scenario', `scenario key ${index + 1}`, secret);
  }

  /** Checks a secret. The first use of a new secret completes its rotation and revokes the old secret. */
  present(secret: string): Presented {
    if (this.#retired.has(secret) || this.#alwaysRevoked.has(secret)) return 'revoked';
    if (this.#ofOthers.has(secret)) return 'other-workspace';
    const slot = this.#bySecret.get(secret);
    if (slot === undefined) return this.#isOpenTo(secret) ? 'valid' : 'unknown';
    if (slot.next === secret) {
      this.#retire(slot.key.secret);
      slot.key = { ...slot.key, secret, status: 'active' };
      slot.next = null;
    }
    return 'valid';
  }

  /** Without keys in the scenario any key of the platform's form is valid. */
  #isOpenTo(secret: string): boolean {
    const { prefixes } = this.#form;
    if (this.#options.keys !== null) return false;
    return prefixes.length === 0 || prefixes.some((prefix) => secret.startsWith(prefix));
  }

  list(): readonly Key[] {
    return Array.from(this.#slots.values(), ({ key }) => key);
  }

  create(name: string): Key {
    if (this.#slots.size >= maxKeys) this.#makeRoom();
    return this.#add('client', name, this.#newSecret());
  }

  /** Returns the key with its new secret. The old secret stays valid until the new one is used. */
  rotate(id: string): Key | 'unknown' | 'pending' {
    const slot = this.#slots.get(id);
    if (slot === undefined || slot.key.status === 'revoked') return 'unknown';
    if (slot.next !== null) return 'pending';
    slot.next = this.#newSecret();
    this.#bySecret.set(slot.next, slot);
    slot.key = { ...slot.key, status: 'pending-rotation' };
    return { ...slot.key, secret: slot.next };
  }

  revoke(id: string): Key | 'unknown' {
    const slot = this.#slots.get(id);
    if (slot === undefined) return 'unknown';
    if (slot.key.status !== 'revoked') this.#withdraw(slot);
    return slot.key;
  }

  #newSecret(): string {
    this.#secretsMade += 1;
    return makeSecret(this.#form.prefix, this.#secretsMade);
  }

  #add(origin: Slot['origin'], name: string, secret: string): Key {
    this.#added += 1;
    const created = Math.floor(this.#clock.now() / 1_000);
    const key: Key = { id: `key_${this.#added}`, name, secret, status: 'active', created };
    const slot: Slot = { origin, key, next: null };
    this.#slots.set(key.id, slot);
    this.#bySecret.set(secret, slot);
    return key;
  }

  /** Deletes the first revoked key of a client, or else its oldest key, whose secrets are revoked first. */
  #makeRoom(): void {
    const made = [...this.#slots.values()].filter(({ origin }) => origin === 'client');
    const leaving = made.find(({ key }) => key.status === 'revoked') ?? made[0];
    if (leaving === undefined) return;
    this.#withdraw(leaving);
    this.#slots.delete(leaving.key.id);
  }

  #withdraw(slot: Slot): void {
    this.#retire(slot.key.secret);
    if (slot.next !== null) this.#retire(slot.next);
    slot.next = null;
    slot.key = { ...slot.key, status: 'revoked' };
  }

  #retire(secret: string): void {
    this.#bySecret.delete(secret);
    this.#retired.add(secret);
    if (this.#retired.size <= maxRetired) return;
    const [oldest] = this.#retired;
    if (oldest !== undefined) this.#retired.delete(oldest);
  }
}
