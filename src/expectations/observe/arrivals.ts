import { countWithin } from '../../timeline/times.ts';

/** Arrival times of requests (Unix ms), grouped by a name that the requests have in common. */
export class Arrivals {
  /** Ascending arrival times, by name. */
  readonly #times = new Map<string, number[]>();

  constructor(arrivals: Iterable<readonly [name: string, at: number]>) {
    for (const [name, at] of arrivals) {
      const times = this.#times.get(name);
      if (times === undefined) this.#times.set(name, [at]);
      else times.push(at);
    }
    for (const times of this.#times.values()) times.sort((a, b) => a - b);
  }

  /** Whether a request with this name arrived between the two times, both included. */
  between(name: string, from: number, to: number): boolean {
    return countWithin(this.#times.get(name) ?? [], from, to) > 0;
  }
}
