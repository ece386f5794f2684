interface Link<Value> {
  readonly key: string;
  value: Value;
  older: Link<Value> | null;
  newer: Link<Value> | null;
}

/**
 * A map in the order of use: what was set last is the last one. The first one is found at once however many
 * were deleted before it; a `Map` walks over each of them.
 */
export class RecentMap<Value> {
  readonly #links = new Map<string, Link<Value>>();
  #oldest: Link<Value> | null = null;
  #latest: Link<Value> | null = null;

  get size(): number {
    return this.#links.size;
  }

  get(key: string): Value | undefined {
    return this.#links.get(key)?.value;
  }

  has(key: string): boolean {
    return this.#links.has(key);
  }

  /** Makes it the last one. */
  set(key: string, value: Value): void {
    const known = this.#links.get(key);
    if (known === undefined) {
      const made: Link<Value> = { key, value, older: null, newer: null };
      this.#links.set(key, made);
      this.#append(made);
      return;
    }
    known.value = value;
    if (known === this.#latest) return;
    this.#take(known);
    this.#append(known);
  }

  delete(key: string): boolean {
    const known = this.#links.get(key);
    if (known === undefined) return false;
    this.#links.delete(key);
    this.#take(known);
    return true;
  }

  #append(link: Link<Value>): void {
    link.older = this.#latest;
    link.newer = null;
    if (this.#latest === null) this.#oldest = link;
    else this.#latest.newer = link;
    this.#latest = link;
  }

  #take({ older, newer }: Link<Value>): void {
    if (older === null) this.#oldest = newer;
    else older.newer = newer;
    if (newer === null) this.#latest = older;
    else newer.older = older;
  }

  /** The one that was set longest ago first; the one at hand may be deleted meanwhile. */
  *entries(): Generator<[key: string, value: Value]> {
    let next = this.#oldest;
    while (next !== null) {
      const { key, value, newer } = next;
      yield [key, value];
      next = newer;
    }
  }

  [Symbol.iterator](): Generator<[key: string, value: Value]> {
    return this.entries();
  }
}
