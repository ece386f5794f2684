/** Length of a window in milliseconds. It begins with the first request in it. */
const windowMs = 60_000;

/** Counts the requests for models, and their tokens, of one run and one minute. Refuses nothing. */
export class Meter {
  #since = Number.NEGATIVE_INFINITY;
  #requests = 0;
  #tokens = 0;

  /** `at`: milliseconds since the Unix epoch. */
  request(at: number): void {
    if (this.#isOver(at)) [this.#since, this.#requests, this.#tokens] = [at, 0, 0];
    this.#requests += 1;
  }

  /** Tokens of the latest request. */
  spend(tokens: number): void {
    this.#tokens += tokens;
  }

  get tokens(): number {
    return this.#tokens;
  }

  usedAt(at: number): { readonly requests: number; readonly tokens: number } {
    return this.#isOver(at) ? { requests: 0, tokens: 0 } : { requests: this.#requests, tokens: this.#tokens };
  }

  #isOver(at: number): boolean {
    return at - this.#since >= windowMs;
  }
}
