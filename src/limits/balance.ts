import {
  type Allowance,
  algorithm,
  isSaved,
  type Level,
  type Saved,
  type Usage,
  type Wait,
} from './algorithm.ts';

/** What was put in at first and since, and what was spent of it. */
class Purse implements Usage {
  readonly #amount: number;
  #added: number;
  #spent: number;

  constructor({ amount }: Allowance, [added = 0, spent = 0]: Saved = []) {
    this.#amount = amount;
    this.#added = added;
    this.#spent = spent;
  }

  get #rest(): number {
    return this.#amount + this.#added - this.#spent;
  }

  wait(_: number, amount: number): Wait {
    return amount <= this.#rest ? 0 : 'when-topped-up';
  }

  take(_: number, amount: number): void {
    this.#spent += amount;
  }

  /** More may be given back than was ever spent: that is a top-up. */
  correct(_: number, __: number, change: number): void {
    this.#spent += change;
    if (this.#spent >= 0) return;
    this.#added -= this.#spent;
    this.#spent = 0;
  }

  level(): Level {
    return { remaining: Math.max(0, this.#rest), resetMs: null };
  }

  isUnused(): boolean {
    return this.#added === 0 && this.#spent === 0;
  }

  save(): Saved {
    return [this.#added, this.#spent];
  }
}

export const balance = algorithm({
  name: 'balance',
  summary: 'is spent and never comes back by itself, only by a top-up',
  freed: 'by-top-up',
  create: (allowance) => new Purse(allowance),
  restore: (allowance, saved) =>
    isSaved(saved, 2) && saved.length <= 2 ? new Purse(allowance, saved) : null,
});
