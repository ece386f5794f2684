import {
  type Allowance,
  algorithm,
  isSaved,
  type Level,
  type Saved,
  type Usage,
  type Wait,
} from './algorithm.ts';

/**
 * One number for each window. A window begins with the first request in it, as a counter that expires does:
 *
 *   ├─ 60 s ─┤        ├─ 60 s ─┤
 *   1 2   3           1      2
 */
class Window implements Usage {
  readonly #allowance: Allowance;
  #began: number;
  #used: number;

  constructor(allowance: Allowance, [began = Number.NEGATIVE_INFINITY, used = 0]: Saved = []) {
    this.#allowance = allowance;
    this.#began = began;
    this.#used = used;
  }

  #usedAt(now: number): number {
    return this.isUnused(now) ? 0 : this.#used;
  }

  wait(now: number, amount: number): Wait {
    if (amount > this.#allowance.amount) return Number.POSITIVE_INFINITY;
    const fits = this.#usedAt(now) + amount <= this.#allowance.amount;
    return fits ? 0 : this.#began + this.#allowance.perMs - now;
  }

  take(now: number, amount: number): void {
    if (this.isUnused(now)) [this.#began, this.#used] = [now, 0];
    this.#used += amount;
  }

  correct(now: number, at: number, change: number): void {
    if (change > 0) this.take(now, change);
    // What was taken from a window that is over is not given back to the next one.
    else if (at >= this.#began && !this.isUnused(now)) this.#used = Math.max(0, this.#used + change);
  }

  level(now: number): Level {
    const remaining = Math.max(0, this.#allowance.amount - this.#usedAt(now));
    return { remaining, resetMs: this.isUnused(now) ? 0 : this.#began + this.#allowance.perMs - now };
  }

  isUnused(now: number): boolean {
    return now - this.#began >= this.#allowance.perMs;
  }

  save(): Saved {
    return Number.isFinite(this.#began) ? [this.#began, this.#used] : [];
  }
}

export const fixedWindow = algorithm({
  name: 'fixed-window',
  summary: 'begins anew with the first request after its window, so that twice as much fits around that time',
  freed: 'by-time',
  create: (allowance) => new Window(allowance),
  restore: (allowance, saved) =>
    isSaved(saved, 2) && saved.length <= 2 ? new Window(allowance, saved) : null,
});
