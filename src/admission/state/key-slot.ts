import type { ListedKey } from '../../model/admission.ts';

/** What a secret is at a moment. `in-grace`: the old one of a rotation, valid for so many milliseconds. */
export type Standing =
  | {
      readonly kind: 'valid' | 'unknown' | 'revoked' | 'rotated' | 'other-workspace' | 'feature-not-enabled';
    }
  | { readonly kind: 'in-grace'; readonly leftMs: number };

/** A moment by the clock, and in milliseconds since the scenario began. */
export interface Moment {
  readonly now: number;
  readonly elapsedMs: number;
}

/** A rotation that is not completed. */
export interface Rotation {
  readonly to: string;
  /** What ends the time of the old key: the first use of the new one, or a moment. */
  readonly ends: 'by-first-use' | { readonly at: number; readonly by: keyof Moment };
}

/** A key with what happened to it. */
export interface KeySlot {
  readonly id: string;
  readonly name: string;
  readonly origin: 'scenario' | 'client';
  /** Unix seconds. */
  readonly created: number;
  /** `null`: a client created it. */
  readonly listed: ListedKey | null;
  /** While a rotation is under way: the old one. */
  secret: string;
  uses: number;
  revocation: 'none' | 'asked';
  /** One that was asked for; those of the scenario follow from the time. */
  rotation: Rotation | null;
  /** Whether the rotation of the scenario is still to come. */
  planned: 'to-come' | 'done';
}

/** The rotation that is under way, or whose grace time is over without that it was completed. */
export function rotationOf(slot: KeySlot, { elapsedMs }: Moment): Rotation | null {
  if (slot.rotation !== null) return slot.rotation;
  const planned = slot.planned === 'done' ? null : (slot.listed?.rotation ?? null);
  if (planned === null || elapsedMs < planned.atMs) return null;
  const { to, graceMs } = planned;
  return { to, ends: graceMs === null ? 'by-first-use' : { at: planned.atMs + graceMs, by: 'elapsedMs' } };
}

/** Milliseconds that are left of a grace time; Infinity: it ends by the first use of the new key. */
export function graceLeft({ ends }: Rotation, moment: Moment): number {
  return ends === 'by-first-use' ? Number.POSITIVE_INFINITY : Math.max(0, ends.at - moment[ends.by]);
}

function isRevoked({ revocation, listed, uses }: KeySlot, { elapsedMs }: Moment): boolean {
  if (revocation === 'asked' || listed?.state === 'revoked') return true;
  return listed !== null && (elapsedMs >= listed.revokedAtMs || uses >= listed.revokedAfter);
}

/** What the key is, whichever of its secrets is shown. */
export function stateOf(slot: KeySlot, moment: Moment): Exclude<Standing['kind'], 'in-grace'> {
  if (isRevoked(slot, moment)) return 'revoked';
  const state = slot.listed?.state ?? 'valid';
  return state === 'rotated' || state === 'revoked' ? 'valid' : state;
}

/** What a secret of the key is worth. */
export function standingOf(slot: KeySlot, secret: string, moment: Moment): Standing {
  const kind = stateOf(slot, moment);
  const rotation = rotationOf(slot, moment);
  // Before a rotation the new secret does not exist.
  if (rotation === null) return secret === slot.secret ? { kind } : { kind: 'unknown' };
  if (kind !== 'valid' || secret === rotation.to) return { kind };
  const leftMs = graceLeft(rotation, moment);
  if (leftMs === Number.POSITIVE_INFINITY) return { kind };
  return leftMs > 0 ? { kind: 'in-grace', leftMs } : { kind: 'rotated' };
}
