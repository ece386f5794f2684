import type { Algorithm, Allowance, Level, Wait } from '../limits/algorithm.ts';

/** A limit as a store knows it; its usage is found by its id. */
export interface StoredLimit {
  readonly id: string;
  readonly algorithm: Algorithm;
  readonly allowance: Allowance;
  /** `shadow`: it is counted, and it is said that it would refuse, but it refuses nothing. */
  readonly enforcement: 'enforced' | 'shadow';
}

/** What one request asks of one limit. */
export interface Charge {
  readonly limit: StoredLimit;
  /** Whose usage it is. Secret: it may hold a credential. */
  readonly key: string;
  /** What has to be free for the request to pass. */
  readonly room: number;
  /** What is taken when it passes. */
  readonly amount: number;
}

/** What one limit makes of a request. */
export interface Ruling {
  readonly charge: Charge;
  /** 0: it has room. */
  readonly wait: Wait;
  /** After what was taken. */
  readonly level: Level;
}

export interface Taken {
  readonly outcome: 'taken' | 'refused';
  /** One for each charge, in their order. */
  readonly rulings: readonly Ruling[];
  /** What was taken, to be settled; empty: nothing was. */
  readonly held: readonly Held[];
}

export interface Held {
  readonly charge: Charge;
  /** When it was taken, in the store's time. */
  readonly at: number;
}

/**
 * Keeps how much of each limit is used, by key. `now` is in milliseconds since the Unix epoch. Where a clock
 * is set back, time stands still for the store and goes on from there: nothing is freed or used up by it.
 */
export interface LimitStore {
  /** Takes from all limits or, where one that is enforced has no room, from none. */
  take(charges: readonly Charge[], now: number): Taken;
  /** The same, but takes nothing. */
  foresee(charges: readonly Charge[], now: number): Taken;
  /** Corrects what was taken by so much (negative: is given back). */
  settle(held: Held, change: number, now: number): void;
}
