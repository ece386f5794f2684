import {
  type Allowance,
  algorithm,
  isSaved,
  type Level,
  type Saved,
  type Usage,
  type Wait,
} from './algorithm.ts';

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}

/** Rounded up; exact for whole numbers, which a division with fractions is not. */
function quotientUp(dividend: number, divisor: number): number {
  const rest = dividend % divisor;
  return (dividend - rest) / divisor + (rest > 0 ? 1 : 0);
}

/**
 * A bucket that drains all the time (a token bucket, or GCRA). Counted in fractions of one request, so that
 * whole numbers drain in each millisecond: 45 a minute are counted in 4,000ths, of which 3 drain.
 */
class Bucket implements Usage {
  readonly #amount: number;
  /** Fractions of one. */
  readonly #unit: number;
  /** Fractions that drain in a millisecond. */
  readonly #rate: number;
  #used = 0;
  #at = 0;

  constructor({ amount, perMs }: Allowance, [used = 0, at = 0]: Saved = []) {
    const divisor = greatestDivisor(amount, perMs);
    this.#amount = amount;
    this.#unit = perMs / divisor;
    this.#rate = amount / divisor;
    this.#set(at, used);
  }

  #usedAt(now: number): number {
    return Math.max(0, this.#used - (now - this.#at) * this.#rate);
  }

  #set(now: number, used: number): void {
    this.#used = Math.max(0, used);
    this.#at = now;
  }

  wait(now: number, amount: number): Wait {
    if (amount > this.#amount) return Number.POSITIVE_INFINITY;
    const excess = this.#usedAt(now) - (this.#amount - amount) * this.#unit;
    return excess <= 0 ? 0 : quotientUp(excess, this.#rate);
  }

  take(now: number, amount: number): void {
    this.#set(now, this.#usedAt(now) + amount * this.#unit);
  }

  correct(now: number, _: number, change: number): void {
    this.take(now, change);
  }

  level(now: number): Level {
    const used = this.#usedAt(now);
    const remaining = Math.max(0, this.#amount - quotientUp(used, this.#unit));
    return { remaining, resetMs: quotientUp(used, this.#rate) };
  }

  isUnused(now: number): boolean {
    return this.#usedAt(now) === 0;
  }

  save(): Saved {
    return [this.#used, this.#at];
  }
}

export const continuousRefill = algorithm({
  name: 'continuous-refill',
  summary: 'is refilled all the time, as a token bucket is (GCRA)',
  freed: 'by-time',
  create: (allowance) => new Bucket(allowance),
  restore: (allowance, saved) =>
    isSaved(saved, 2) && saved.length <= 2 ? new Bucket(allowance, saved) : null,
});
