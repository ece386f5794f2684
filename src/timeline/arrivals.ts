/** When requests came that have something in common, in Unix milliseconds. */
export class Arrivals {
  readonly #times = new Map<string, number[]>();
  #sorted = true;

  add(name: string, at: number): void {
    const times = this.#times.get(name);
    this.#sorted = false;
    if (times === undefined) this.#times.set(name, [at]);
    else times.push(at);
  }

  #sort(): void {
    for (const times of this.#times.values()) times.sort((a, b) => a - b);
    this.#sorted = true;
  }

  /** Whether one came between the two times, or at one of them. */
  between(name: string, from: number, to: number): boolean {
    if (!this.#sorted) this.#sort();
    const times = this.#times.get(name) ?? [];
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] ?? from) < from) low = middle + 1;
      else high = middle;
    }
    return (times[low] ?? Number.POSITIVE_INFINITY) <= to;
  }
}
