import type { RequestEntry } from '../model/entry.ts';
import { type Ways, waysOf } from './hypotheses/ways.ts';

/** Of fewer requests the ways are found anew at every look. */
const few = 2_000;
/** Of more, when a part of them as large as this is new: so the work for each request is bounded. */
const newPart = 0.1;

/** The ways of clients as the latest requests of a journal that grows show them. */
export class RecentWays {
  readonly #recentMs: number;
  #requests: RequestEntry[] = [];
  #latest = Number.NEGATIVE_INFINITY;
  #known: { readonly ways: Ways; readonly atCount: number } | null = null;
  #count = 0;

  constructor(recentMs: number) {
    this.#recentMs = recentMs;
  }

  add(entry: RequestEntry): void {
    this.#requests.push(entry);
    this.#count += 1;
    this.#latest = Math.max(this.#latest, entry.at);
  }

  /** Those that the doubts about the given requests need: which one came next is known of new ones alone. */
  of(requests: readonly RequestEntry[]): Ways {
    const known = this.#known;
    const news = this.#count - (known?.atCount ?? 0);
    const isFresh = known !== null && news < newPart * this.#requests.length;
    if (isFresh && this.#requests.length > few && this.#areOverlapping(requests, known.ways))
      return known.ways;
    this.#requests = this.#requests.filter(({ at }) => at >= this.#latest - this.#recentMs);
    const ways = waysOf(this.#requests);
    this.#known = { ways, atCount: this.#count };
    return ways;
  }

  #areOverlapping(requests: readonly RequestEntry[], { habits }: Ways): boolean {
    return requests.every(
      (each) => each.predecessors === undefined || habits().traffic(each) === 'overlapping',
    );
  }
}
