/**
 * Takes turns by weight, spread as evenly as they can be and the same in every run: weights of 3 and 1 give
 * A A B A. Each turn adds to each one its weight; who has most is next and gives back the sum of all.
 */
export class WeightedTurns<Of extends { readonly weight: number }> {
  readonly #items: { readonly of: Of; credit: number }[];
  readonly #sum: number;

  constructor(items: readonly Of[]) {
    this.#items = items.map((of) => ({ of, credit: 0 }));
    this.#sum = items.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** `null`: nothing has a weight. */
  next(): Of | null {
    let most: { readonly of: Of; credit: number } | null = null;
    for (const item of this.#items) {
      item.credit += item.of.weight;
      if (item.of.weight > 0 && (most === null || item.credit > most.credit)) most = item;
    }
    if (most === null) return null;
    most.credit -= this.#sum;
    return most.of;
  }
}
