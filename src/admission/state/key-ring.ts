import type { Clock } from '../../lib/clock.ts';
import { luckOf } from '../../lib/luck.ts';
import type { Platform } from '../../model/platform.ts';
import { type Hiding, isChanged, type KeptKeys, keptOf } from './kept-keys.ts';
import type { KeyPlan } from './key-plan.ts';
import {
  graceLeft,
  type KeySlot,
  type Moment,
  type Rotation,
  rotationOf,
  type Standing,
  standingOf,
  stateOf,
} from './key-slot.ts';
import { KeyTable } from './key-table.ts';

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

/** A secret as it stands; `slot`: `null` where no key of the run has it. */
export interface Judged {
  readonly standing: Standing;
  readonly slot: KeySlot | null;
}

/** How keys of the platform begin. */
export type KeyForm = Pick<Platform['credential'], 'prefix' | 'prefixes'>;

/** How a key is rotated; what is absent comes from the scenario, or else the new secret is made up. */
export interface RotationAsked {
  readonly to?: string;
  readonly graceMs?: number;
}

const maxKeys = 1_000;
const secretLength = 32;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function makeSecret(prefix: string, ordinal: number): string {
  const luck = luckOf('stub-key', ordinal);
  const letter = () => alphabet.charAt(Math.floor(luck() * alphabet.length));
  return prefix + Array.from({ length: secretLength }, letter).join('');
}

export function isAdmitted({ kind }: Standing): boolean {
  return kind === 'valid' || kind === 'in-grace';
}

/** The keys of one run: those of the scenario and those that clients created. Others are not remembered. */
export class KeyRing {
  readonly plan: KeyPlan;
  readonly #form: KeyForm;
  readonly #clock: Clock;
  readonly #age: () => number;
  readonly #table = new KeyTable();
  #added = 0;
  #secretsMade = 0;
  #changes = 0;

  /** `age`: milliseconds since the scenario began. */
  constructor(plan: KeyPlan, form: KeyForm, clock: Clock, age: () => number = () => 0) {
    this.plan = plan;
    this.#form = form;
    this.#clock = clock;
    this.#age = age;
    for (const [index, listed] of plan.listed.entries()) {
      const slot = this.#add('scenario', `scenario key ${index + 1}`, listed.secret, listed);
      if (listed.rotation !== null) this.#table.enter(slot, listed.rotation.to);
    }
  }

  get #moment(): Moment {
    return { now: this.#clock.now(), elapsedMs: this.#age() };
  }

  /** What a secret is worth. Changes nothing. */
  judge(secret: string, elapsedMs: number = this.#age()): Judged {
    const slot = this.#table.of(secret);
    if (this.#table.isRetired(secret)) return { standing: { kind: 'revoked' }, slot };
    if (slot === null) return { standing: { kind: this.#isOpenTo(secret) ? 'valid' : 'unknown' }, slot };
    return { standing: standingOf(slot, secret, { now: this.#clock.now(), elapsedMs }), slot };
  }

  /** Counts a use. The first one of a new secret may complete a rotation: then the old secret is revoked. */
  use(secret: string, { slot, standing }: Judged): void {
    if (slot === null || !isAdmitted(standing)) return;
    slot.uses += 1;
    this.#changes += 1;
    const rotation = rotationOf(slot, this.#moment);
    if (rotation?.ends === 'by-first-use' && rotation.to === secret) this.#complete(slot, rotation);
  }

  /** Judges and counts. */
  present(secret: string): Standing {
    const judged = this.judge(secret);
    this.use(secret, judged);
    return judged.standing;
  }

  /** Unless the scenario says which keys there are, any key of the platform's form is valid. */
  #isOpenTo(secret: string): boolean {
    const { prefixes } = this.#form;
    if (this.plan.others === 'refused') return false;
    return prefixes.length === 0 || prefixes.some((prefix) => secret.startsWith(prefix));
  }

  /** As the platform lists them: those of another workspace are not there. */
  list(): readonly Key[] {
    const own = [...this.#table.slots.values()].filter((slot) => slot.listed?.state !== 'other-workspace');
    return own.map((slot) => this.#keyOf(slot));
  }

  /** Every key with its state, for those who steer. */
  slots(): readonly { readonly slot: KeySlot; readonly moment: Moment }[] {
    const moment = this.#moment;
    return [...this.#table.slots.values()].map((slot) => ({ slot, moment }));
  }

  #keyOf(slot: KeySlot): Key {
    const moment = this.#moment;
    const { id, name, created } = slot;
    const rotation = rotationOf(slot, moment);
    const isOver = rotation !== null && graceLeft(rotation, moment) === 0;
    const pending = rotation === null || isOver ? 'active' : 'pending-rotation';
    const status = stateOf(slot, moment) === 'revoked' ? 'revoked' : pending;
    return { id, name, secret: isOver ? rotation.to : slot.secret, status, created };
  }

  create(name: string): Key {
    if (this.#table.slots.size >= maxKeys) this.#makeRoom();
    this.#changes += 1;
    return this.#keyOf(this.#add('client', name, this.#newSecret(), null));
  }

  /** Returns the key with its new secret. The old one is valid for a time, or until the new one is used. */
  rotate(id: string, asked: RotationAsked = {}): Key | 'unknown' | 'pending' | 'taken' {
    const slot = this.#table.slots.get(id);
    const moment = this.#moment;
    if (slot === undefined || stateOf(slot, moment) !== 'valid') return 'unknown';
    const before = rotationOf(slot, moment);
    if (before !== null && graceLeft(before, moment) > 0) return 'pending';
    if (before !== null) this.#complete(slot, before);
    const planned = slot.planned === 'done' ? null : (slot.listed?.rotation ?? null);
    const to = asked.to ?? planned?.to ?? this.#newSecret();
    if (to !== planned?.to && (this.#table.of(to) !== null || this.#table.isRetired(to))) return 'taken';
    const graceMs = asked.graceMs ?? planned?.graceMs ?? null;
    const ends = graceMs === null ? 'by-first-use' : ({ at: moment.now + graceMs, by: 'now' } as const);
    this.#changes += 1;
    slot.rotation = { to, ends };
    slot.planned = 'done';
    this.#table.enter(slot, to);
    return { ...this.#keyOf(slot), status: 'pending-rotation', secret: to };
  }

  /** The key that the scenario names for the rotation of this one; `null`: none, or it is done. */
  heirOf(id: string): string | null {
    const slot = this.#table.slots.get(id);
    return slot === undefined || slot.planned === 'done' ? null : (slot.listed?.rotation?.to ?? null);
  }

  revoke(id: string): Key | 'unknown' {
    const slot = this.#table.slots.get(id);
    if (slot === undefined) return 'unknown';
    this.#changes += 1;
    slot.revocation = 'asked';
    return this.#keyOf(slot);
  }

  /** Differs whenever there is something else to keep, also by time. */
  get stamp(): string {
    const moment = this.#moment;
    const slots = [...this.#table.slots.values()];
    const revoked = slots.filter((slot) => stateOf(slot, moment) === 'revoked').length;
    const rotated = slots.filter((slot) => rotationOf(slot, moment) !== null).length;
    return `${this.#changes} ${revoked} ${rotated}`;
  }

  /** What happened to its keys, without a secret. */
  save(hiding: Hiding): KeptKeys {
    const moment = this.#moment;
    const keys = [...this.#table.slots.values()]
      .map((slot) => keptOf(slot, moment, hiding))
      .filter(isChanged);
    const retired = this.#table.retired(hiding);
    return { at: moment.now, added: this.#added, made: this.#secretsMade, keys, retired };
  }

  /** Goes on with what was kept; answers the ids of keys that are others now. */
  restore(kept: KeptKeys, digestOf: Hiding['digestOf']): string[] {
    this.#added = Math.max(this.#added, kept.added);
    this.#secretsMade = Math.max(this.#secretsMade, kept.made);
    return this.#table.restore(kept, this.plan, digestOf, this.#clock.now());
  }

  #newSecret(): string {
    this.#secretsMade += 1;
    return makeSecret(this.#form.prefix, this.#secretsMade);
  }

  #add(origin: KeySlot['origin'], name: string, secret: string, listed: KeySlot['listed']): KeySlot {
    this.#added += 1;
    const created = Math.floor(this.#clock.now() / 1_000);
    const slot: KeySlot = {
      ...{ id: listed?.id ?? `key_${this.#added}`, name, origin, created, listed, secret },
      ...{ uses: 0, revocation: 'none', rotation: null, planned: 'to-come' },
    };
    this.#table.enter(slot, secret);
    return slot;
  }

  /** Deletes the first revoked key of a client, or else its oldest key, whose secrets are revoked first. */
  #makeRoom(): void {
    const moment = this.#moment;
    const made = [...this.#table.slots.values()].filter(({ origin }) => origin === 'client');
    const leaving = made.find((slot) => stateOf(slot, moment) === 'revoked') ?? made[0];
    if (leaving === undefined) return;
    this.#table.retire(leaving.secret);
    if (leaving.rotation !== null) this.#table.retire(leaving.rotation.to);
    this.#table.slots.delete(leaving.id);
  }

  #complete(slot: KeySlot, { to }: Rotation): void {
    this.#table.retire(slot.secret);
    slot.secret = to;
    slot.rotation = null;
    slot.planned = 'done';
  }
}
