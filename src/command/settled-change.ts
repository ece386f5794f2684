/** Milliseconds between two looks at files. */
export const lookMs = 250;

/** Milliseconds after which a change is taken that goes on, at the next look. */
const longestMs = 750;

export type Change = 'none' | 'going-on' | 'settled';

/**
 * Says when a change is to be taken: when two looks have found the same, since a file that is being written
 * is incomplete, and once a second where it is rewritten without pause.
 */
export class SettledChange {
  #taken: string | null;
  #seen: string | null = null;
  #since = 0;

  /** `taken`: what was found before; `null`: nothing. */
  constructor(taken: string | null = null) {
    this.#taken = taken;
  }

  look(found: string, now: number): Change {
    const seen = this.#seen;
    if (found === this.#taken) {
      this.#seen = null;
      return 'none';
    }
    if (seen === null) this.#since = now;
    if (found !== seen && now - this.#since < longestMs) {
      this.#seen = found;
      return 'going-on';
    }
    this.#seen = null;
    this.#taken = found;
    return 'settled';
  }
}
