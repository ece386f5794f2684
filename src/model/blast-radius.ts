import type { When } from './scenario.ts';

/** Conditions of `only` that are those of a rule's `when`. */
export const radiusKeys = ['key', 'client', 'model', 'header', 'route', 'address'] as const;

/**
 * Who may be hit: all conditions must hold. Before a request exists the address alone is known, so with any
 * other condition no connection is hit.
 */
export type RadiusOnly = Pick<When, (typeof radiusKeys)[number]> & {
  /** Globs of the label in the URL; a connection has none. */
  readonly label?: readonly string[];
};

/**
 * How far faults may reach, whatever the rules say and however strong their faults are. Each bound counts
 * requests and connections that meet a fault, once each, however many faults they meet.
 */
export interface BlastRadius {
  /** Empty: every client. */
  readonly only: RadiusOnly;
  /** Largest part of those that rules would hit, 0 to 1, in millionths at the finest. */
  readonly share: number;
  /** Most that are hit at the same time: until their answer has ended, or their connection. Infinity: any. */
  readonly active: number;
  /** Most in all. Infinity: any number. */
  readonly total: number;
  /** Most in any span of that many milliseconds. */
  readonly within: { readonly max: number; readonly perMs: number } | null;
}

/**
 * Why something was held back, in the order in which it is asked. `port`: the fault closes the port, so that
 * nothing would bound whom it hits.
 */
export const radiusBounds = ['port', 'share', 'active', 'total', 'within'] as const;
export type RadiusBound = (typeof radiusBounds)[number];

/** What a blast radius let through and held back. */
export interface RadiusFigures {
  /** Requests and connections that rules would have hit, of those that `only` names. */
  readonly seen: number;
  readonly hit: number;
  /** Hit at this moment. */
  readonly active: number;
  readonly heldBack: Readonly<Record<RadiusBound, number>>;
}
