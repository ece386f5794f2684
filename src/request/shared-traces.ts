import { BoundedMap } from '../lib/bounded-map.ts';

/** Most traces that are remembered. */
const maxTraces = 10_000;

/** Finds traces of jobs: requests that are under way at once are no attempts of one call. */
export class SharedTraces {
  readonly #open = new Map<string, number>();
  readonly #shared = new BoundedMap<string, true>(maxTraces);

  arrived(trace: string | null): void {
    if (trace === null) return;
    const open = this.#open.get(trace) ?? 0;
    if (open > 0) this.#shared.set(trace, true);
    this.#open.set(trace, open + 1);
  }

  ended(trace: string | null): void {
    if (trace === null) return;
    const open = this.#open.get(trace) ?? 0;
    if (open > 1) this.#open.set(trace, open - 1);
    else this.#open.delete(trace);
  }

  has(trace: string): boolean {
    return this.#shared.has(trace);
  }
}
