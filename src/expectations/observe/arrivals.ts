import { countWithin } from '../../timeline/times.ts';

/** When requests came that have something in common, in Unix milliseconds. */
export class Arrivals {
  /** By what they have in common, in order. */
  readonly #times = new Map<string, number[]>();

  constructor(arrivals: Iterable<readonly [name: string, at: number]>) {
    for (const [name, at] of arrivals) {
      const times = this.#times.get(name);
      if (times === undefined) this.#times.set(name, [at]);
      else times.push(at);
    }
    for (const times of this.#times.values()) times.sort((a, b) => a - b);
  }

  /** Whether one came between the two times, or at one of them. */
  between(name: string, from: number, to: number): boolean {
    return countWithin(this.#times.get(name) ?? [], from, to) > 0;
  }
}
