/** Settles a reservation: by so much, or (`all`) as if it had never been made. */
export interface Settlement {
  readonly reservation: string;
  readonly change: number | 'all';
}

/** Most settlements that wait for a store that is away; what is beyond is given back when the lease ends. */
const maxOwed = 100_000;

/** Most settlements of one question. */
const maxAtOnce = 500;

/**
 * Sends settlements until the store has confirmed them. A reservation is settled once, however often it is
 * asked for, so that none is lost or doubled.
 */
export class Settlements {
  readonly #send: (settled: readonly Settlement[], now: number) => Promise<unknown>;
  readonly #owed = new Map<string, Settlement>();
  #underWay = 0;
  #idle: () => void = () => {};

  constructor(send: (settled: readonly Settlement[], now: number) => Promise<unknown>) {
    this.#send = send;
  }

  settle(settled: readonly Settlement[], now: number): void {
    this.#underWay += 1;
    this.#send(settled, now)
      .catch(() => this.#owe(settled))
      .finally(() => {
        this.#underWay -= 1;
        if (this.#underWay === 0) this.#idle();
      });
  }

  #owe(settled: readonly Settlement[]): void {
    for (const each of settled) if (this.#owed.size < maxOwed) this.#owed.set(each.reservation, each);
  }

  /** Sends again what is owed, once the store is back. */
  again(now: number): void {
    const all = [...this.#owed.values()];
    this.#owed.clear();
    for (let from = 0; from < all.length; from += maxAtOnce)
      this.settle(all.slice(from, from + maxAtOnce), now);
  }

  /** Until nothing is under way. */
  async idle(): Promise<void> {
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
  }
}
