import type { Calendar } from '../model/counted-limit.ts';
import type { LimitLevel } from '../model/limit-level.ts';

/** What a limit lets through: so much in each span; answers that are under way and balances have no span. */
export interface Allowance {
  /** Requests, tokens, answers or nano-USD; a whole number from 1. */
  readonly amount: number;
  /** Milliseconds. */
  readonly perMs: number;
  /** Absent: spans from the Unix epoch on. */
  readonly calendar?: Calendar;
}

/**
 * Milliseconds until the same would be let through if nothing else came: 0 is now, Infinity never, since it
 * is more than the whole limit. `when-one-ends`: as soon as an answer that is under way has ended;
 * `when-topped-up`: as soon as the balance has grown, which no time does.
 */
export type Wait = number | 'when-one-ends' | 'when-topped-up';

export interface Level {
  /** What is left now, from 0. */
  readonly remaining: number;
  /** Milliseconds until nothing is used any more; `null`: that does not depend on time. */
  readonly resetMs: number | null;
}

/** A usage in whole numbers from 0, as a file keeps it over a restart; empty: nothing is used. */
export type Saved = readonly number[];

/** Whether a file holds what `save` writes: so many numbers, or a multiple of them. */
export function isSaved(saved: Saved, each: number): boolean {
  return saved.length % each === 0 && saved.every((value) => Number.isInteger(value) && value >= 0);
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
  save(): Saved;
}

/** One way to count. */
export interface Algorithm {
  /** Name in YAML, the same as the file name. */
  readonly name: string;
  /** Completes the sentence "the limit …". */
  readonly summary: string;
  /** What makes room again. */
  readonly freed: LimitLevel['freed'];
  create(allowance: Allowance): Usage;
  /** The usage that was saved; `null`: the numbers are none of this algorithm. */
  restore(allowance: Allowance, saved: Saved): Usage | null;
}

export const algorithm = (entry: Algorithm): Algorithm => entry;
