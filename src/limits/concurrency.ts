import { type Allowance, algorithm, type Level, type Saved, type Usage, type Wait } from './algorithm.ts';

/** Counts the answers that are under way. */
class UnderWay implements Usage {
  readonly #amount: number;
  #count = 0;

  constructor({ amount }: Allowance) {
    this.#amount = amount;
  }

  wait(_: number, amount: number): Wait {
    if (amount > this.#amount) return Number.POSITIVE_INFINITY;
    return this.#count + amount <= this.#amount ? 0 : 'when-one-ends';
  }

  take(_: number, amount: number): void {
    this.#count += amount;
  }

  correct(_: number, __: number, change: number): void {
    this.#count = Math.max(0, this.#count + change);
  }

  level(): Level {
    return { remaining: Math.max(0, this.#amount - this.#count), resetMs: null };
  }

  isUnused(): boolean {
    return this.#count === 0;
  }

  /** Answers end with the process that sends them. */
  save(): Saved {
    return [];
  }
}

export const concurrency = algorithm({
  name: 'concurrency',
  summary: 'counts the answers that are under way at the same time',
  freed: 'by-the-end-of-answers',
  create: (allowance) => new UnderWay(allowance),
  restore: (allowance, saved) => (saved.length === 0 ? new UnderWay(allowance) : null),
});
