import {
  type Allowance,
  algorithm,
  isSaved,
  type Level,
  type Saved,
  type Usage,
  type Wait,
} from './algorithm.ts';

/** Most entries under one key; beyond, each two are counted as if both came at the later time. */
const maxEntries = 4_096;

interface Entry {
  at: number;
  amount: number;
}

/**
 * Keeps what was taken when, one entry for each millisecond:
 *
 *   ├──────── 60 s ────────┤
 *   12     3          1    now
 *   └ leaves next
 */
class Log implements Usage {
  readonly #allowance: Allowance;
  #entries: Entry[] = [];
  #sum = 0;

  /** `saved`: the time and the amount of one entry after the other. */
  constructor(allowance: Allowance, saved: Saved = []) {
    this.#allowance = allowance;
    for (let index = 0; index + 1 < saved.length; index += 2)
      this.take(saved[index] ?? 0, saved[index + 1] ?? 0);
  }

  #forget(now: number): void {
    const left = this.#entries.findIndex(({ at }) => at + this.#allowance.perMs > now);
    const gone = this.#entries.splice(0, left === -1 ? this.#entries.length : left);
    for (const { amount } of gone) this.#sum -= amount;
  }

  wait(now: number, amount: number): Wait {
    if (amount > this.#allowance.amount) return Number.POSITIVE_INFINITY;
    this.#forget(now);
    let excess = this.#sum + amount - this.#allowance.amount;
    if (excess <= 0) return 0;
    const last = this.#entries.find((entry) => {
      excess -= entry.amount;
      return excess <= 0;
    });
    return (last?.at ?? now) + this.#allowance.perMs - now;
  }

  take(now: number, amount: number): void {
    if (amount === 0) return;
    this.#sum += amount;
    const last = this.#entries.at(-1);
    if (last?.at === now) last.amount += amount;
    else this.#entries.push({ at: now, amount });
    if (this.#entries.length > maxEntries) this.#thin();
  }

  #thin(): void {
    this.#entries = this.#entries.flatMap(({ at, amount }, index, all) => {
      if (index % 2 === 0) return index === all.length - 1 ? [{ at, amount }] : [];
      return [{ at, amount: amount + (all[index - 1]?.amount ?? 0) }];
    });
  }

  correct(now: number, at: number, change: number): void {
    if (change > 0) this.take(now, change);
    this.#forget(now);
    const entry = change < 0 ? this.#entries.find((each) => each.at >= at) : undefined;
    if (entry === undefined || at + this.#allowance.perMs <= now) return;
    const given = Math.min(entry.amount, -change);
    entry.amount -= given;
    this.#sum -= given;
    if (entry.amount === 0) this.#entries.splice(this.#entries.indexOf(entry), 1);
  }

  level(now: number): Level {
    this.#forget(now);
    const last = this.#entries.at(-1);
    const remaining = Math.max(0, this.#allowance.amount - this.#sum);
    return { remaining, resetMs: last === undefined ? 0 : last.at + this.#allowance.perMs - now };
  }

  isUnused(now: number): boolean {
    const last = this.#entries.at(-1);
    return last === undefined || last.at + this.#allowance.perMs <= now;
  }

  save(): Saved {
    return this.#entries.flatMap(({ at, amount }) => [at, amount]);
  }
}

/** Whether the entries are in the order of their times. */
function isOrdered(saved: Saved): boolean {
  const at = saved.filter((_, index) => index % 2 === 0);
  return isSaved(saved, 2) && at.every((time, index) => index === 0 || (at[index - 1] ?? 0) <= time);
}

export const slidingWindow = algorithm({
  name: 'sliding-window',
  summary: 'looks back over its whole window at every request',
  freed: 'by-time',
  create: (allowance) => new Log(allowance),
  restore: (allowance, saved) => (isOrdered(saved) ? new Log(allowance, saved) : null),
});
