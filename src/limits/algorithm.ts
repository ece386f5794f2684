/** What a limit lets through: so much in each span; answers that are under way have no span. */
export interface Allowance {
  /** Requests or tokens; a whole number from 1. */
  readonly amount: number;
  /** Milliseconds. */
  readonly perMs: number;
}

/**
 * Milliseconds until the same would be let through if nothing else came: 0 is now, Infinity never, since it
 * is more than the whole limit. `when-one-ends`: as soon as an answer that is under way has ended.
 */
export type Wait = number | 'when-one-ends';

export interface Level {
  /** What is left now, from 0. */
  readonly remaining: number;
  /** Milliseconds until nothing is used any more; `null`: that does not depend on time. */
  readonly resetMs: number | null;
}

/**
 * How much of one limit is used under one key. Times are whole milliseconds that never go back, amounts are
 * whole numbers, and so are all sums: no decision hangs on a rounding.
 */
export interface Usage {
  /** How long to wait until `amount` fits. Changes nothing. */
  wait(now: number, amount: number): Wait;
  /** Takes an amount that fits. */
  take(now: number, amount: number): void;
  /** Corrects what was taken `at` a time: a negative change is given back, another charged, fit or not. */
  correct(now: number, at: number, change: number): void;
  level(now: number): Level;
  /** Whether it is like one that was never used, so that it can be forgotten. */
  isUnused(now: number): boolean;
}

/** One way to count. */
export interface Algorithm {
  /** Name in YAML, the same as the file name. */
  readonly name: string;
  /** Completes the sentence "the limit …". */
  readonly summary: string;
  /** What makes room again. */
  readonly freed: 'by-time' | 'by-the-end-of-answers';
  create(allowance: Allowance): Usage;
}

export const algorithm = (entry: Algorithm): Algorithm => entry;
