import { graceLeft, type KeySlot, type Moment, type Rotation, rotationOf, stateOf } from './key-slot.ts';

/** What is kept of a key: digests in the place of secrets. */
export interface KeptKey extends Pick<KeySlot, 'id' | 'name' | 'created'> {
  readonly uses: number;
  /** Of the key as the scenario lists it; `null`: a client created it. */
  readonly listed: string | null;
  readonly secret: string;
  readonly revocation: KeySlot['revocation'];
  readonly planned: KeySlot['planned'];
  /** `leftMs`: of the grace time; `null`: until the first use of the new key. */
  readonly rotation: { readonly to: string; readonly leftMs: number | null } | null;
}

/** What is kept of the keys of a run. */
export interface KeptKeys {
  readonly at: number;
  /** How many keys were added so far. */
  readonly added: number;
  /** How many secrets were made so far. */
  readonly made: number;
  readonly keys: readonly KeptKey[];
  /** Digests of the secrets of keys that are gone, oldest first. */
  readonly retired: readonly string[];
}

/** What may be written of a secret, and of a text that a client sent. */
export interface Hiding {
  digestOf(secret: string): string;
  text(text: string): string;
}

/** Characters; a client may name a key as it likes. */
const maxName = 120;

/** No credential has a space. */
const keptPrefix = 'kept ';

/** Stands for a secret of which only the digest is known. */
export const placeholderOf = (digestOfSecret: string): string => `${keptPrefix}${digestOfSecret}`;

/** Of a placeholder the digest that it stands for. */
export const hidden = (secret: string, { digestOf }: Pick<Hiding, 'digestOf'>): string =>
  secret.startsWith(keptPrefix) ? secret.slice(keptPrefix.length) : digestOf(secret);

/** The key as it stands: what time did is kept as done, since the time of a scenario begins anew. */
export function keptOf(slot: KeySlot, moment: Moment, hiding: Hiding): KeptKey {
  const rotation = rotationOf(slot, moment);
  const leftMs = rotation === null ? 0 : graceLeft(rotation, moment);
  return {
    ...{
      id: slot.id,
      name: hiding.text(slot.name).slice(0, maxName),
      created: slot.created,
      uses: slot.uses,
    },
    listed: slot.listed === null ? null : hidden(slot.listed.secret, hiding),
    secret: hidden(slot.secret, hiding),
    revocation: stateOf(slot, moment) === 'revoked' ? 'asked' : 'none',
    planned: rotation === null ? slot.planned : 'done',
    rotation:
      rotation === null
        ? null
        : { to: hidden(rotation.to, hiding), leftMs: leftMs === Number.POSITIVE_INFINITY ? null : leftMs },
  };
}

/** Whether something happened to the key that a restart would undo. */
export const isChanged = ({ listed, uses, revocation, planned }: KeptKey): boolean =>
  listed === null || uses > 0 || revocation === 'asked' || planned === 'done';

/** Time that passed since `at` counts; on a clock that was set back none did. */
export function rotationFrom(
  { rotation }: KeptKey,
  at: number,
  now: number,
  textOf: (digest: string) => string,
): Rotation | null {
  if (rotation === null) return null;
  const { to, leftMs } = rotation;
  if (leftMs === null) return { to: textOf(to), ends: 'by-first-use' };
  const left = Math.max(0, leftMs - Math.max(0, now - at));
  return { to: textOf(to), ends: { at: now + left, by: 'now' } };
}
