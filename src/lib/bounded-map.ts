/** A map that deletes its oldest entry when it is full. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #capacity: number;
  /** Goes on where it is: from the start it would walk over all that was deleted. */
  #oldestFirst: Iterator<Key> | null = null;

  constructor(capacity: number) {
    super();
    this.#capacity = capacity;
  }

  override set(key: Key, value: Value): this {
    super.set(key, value);
    if (this.size > this.#capacity) this.#deleteOldest();
    return this;
  }

  #deleteOldest(): void {
    this.#oldestFirst ??= this.keys();
    const { value, done } = this.#oldestFirst.next();
    if (done !== true) this.delete(value);
  }

  /** Returns the value of `key`; makes and stores it first if it is missing. */
  ensure(key: Key, make: () => Value): Value {
    const known = this.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.set(key, made);
    return made;
  }
}
