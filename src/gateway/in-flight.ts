/** Counts the requests under way, so that a closing gateway can wait for the last one. */
export class InFlight {
  #count = 0;
  /** Callbacks of those that wait for the last request; a gateway may be asked twice to close. */
  readonly #waiting: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  enter(): void {
    this.#count += 1;
  }

  leave(): void {
    this.#count -= 1;
    if (this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves when no request is under way: then everything is in the journal. */
  idle(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
