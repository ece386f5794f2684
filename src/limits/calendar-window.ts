import { beginningOfMonth } from '../lib/clock.ts';
import {
  type Allowance,
  algorithm,
  isSaved,
  type Level,
  type Saved,
  type Usage,
  type Wait,
} from './algorithm.ts';

interface Span {
  readonly from: number;
  /** Not in it any more. */
  readonly to: number;
}

/** The window that a moment lies in: the same one for every key, whenever its first request comes. */
function windowAt(now: number, { perMs, calendar }: Allowance): Span {
  const { every, resetsAtMs } = calendar ?? { every: 'spans', resetsAtMs: 0 };
  const shifted = now - resetsAtMs;
  if (every === 'month') {
    const from = beginningOfMonth(shifted, 0);
    return { from: from + resetsAtMs, to: beginningOfMonth(shifted, 1) + resetsAtMs };
  }
  const from = Math.floor(shifted / perMs) * perMs + resetsAtMs;
  return { from, to: from + perMs };
}

/**
 * One number for each window; windows follow each other without a gap:
 *
 *   12:00 ├──────── a day ────────┤ 12:00 ├──────── …
 *              1     2  3                 1
 */
class CalendarWindow implements Usage {
  readonly #allowance: Allowance;
  #usedAt: number;
  #used: number;

  constructor(allowance: Allowance, [usedAt = 0, used = 0]: Saved = []) {
    this.#allowance = allowance;
    this.#usedAt = usedAt;
    this.#used = used;
  }

  #usedIn({ from }: Span): number {
    return this.#usedAt >= from ? this.#used : 0;
  }

  wait(now: number, amount: number): Wait {
    if (amount > this.#allowance.amount) return Number.POSITIVE_INFINITY;
    const window = windowAt(now, this.#allowance);
    return this.#usedIn(window) + amount <= this.#allowance.amount ? 0 : window.to - now;
  }

  take(now: number, amount: number): void {
    this.#used = this.#usedIn(windowAt(now, this.#allowance)) + amount;
    this.#usedAt = now;
  }

  correct(now: number, at: number, change: number): void {
    // What was taken from a window that is over is not given back to the next one.
    if (change < 0 && at < windowAt(now, this.#allowance).from) return;
    this.take(now, change);
    this.#used = Math.max(0, this.#used);
  }

  level(now: number): Level {
    const window = windowAt(now, this.#allowance);
    const used = this.#usedIn(window);
    return { remaining: Math.max(0, this.#allowance.amount - used), resetMs: used > 0 ? window.to - now : 0 };
  }

  isUnused(now: number): boolean {
    return this.#usedIn(windowAt(now, this.#allowance)) === 0;
  }

  save(): Saved {
    return [this.#usedAt, this.#used];
  }
}

export const calendarWindow = algorithm({
  name: 'calendar-window',
  summary: 'begins anew at a time of the clock, the same for every key, so that twice as much fits around it',
  freed: 'by-time',
  create: (allowance) => new CalendarWindow(allowance),
  restore: (allowance, saved) =>
    isSaved(saved, 2) && saved.length <= 2 ? new CalendarWindow(allowance, saved) : null,
});
