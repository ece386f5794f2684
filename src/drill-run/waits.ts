import type { Clock } from '../lib/clock.ts';

/** Waits that end before their time when something happens. */
export class Waits {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const cancel = this.#clock.after(ms, done);
      this.#waiting.add(done);
    });
  }

  /** Ends all of them now. */
  wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
