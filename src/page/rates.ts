import { endOf, type Row } from './row.ts';

/** What ended within one second. */
interface Second {
  requests: number;
  faults: number;
  /** Of the first thousand, so that memory is bounded. */
  readonly took: number[];
  isSorted: boolean;
}

const maxSeconds = 660;
const maxSamples = 1_000;

/** Columns for a chart, one item for each second; `null`: nothing ended in it. */
export interface Series {
  /** Seconds since the Unix epoch. */
  readonly at: readonly number[];
  readonly requests: readonly number[];
  readonly faults: readonly number[];
  readonly median: readonly (number | null)[];
  /** 95 of 100 were as quick. */
  readonly slow: readonly (number | null)[];
}

function quantile(second: Second | undefined, share: number): number | null {
  if (second === undefined || second.took.length === 0) return null;
  if (!second.isSorted) second.took.sort((a, b) => a - b);
  second.isSorted = true;
  return second.took[Math.min(second.took.length - 1, Math.floor(share * second.took.length))] ?? null;
}

/** Requests, faults and latency, second by second. */
export class Rates {
  readonly #seconds = new Map<number, Second>();

  add(row: Row): void {
    const at = Math.floor(endOf(row) / 1_000);
    const second = this.#seconds.get(at) ?? { requests: 0, faults: 0, took: [], isSorted: true };
    this.#seconds.set(at, second);
    second.requests += 1;
    if (row.rules.length > 0) second.faults += 1;
    if (second.took.length < maxSamples) {
      second.took.push(row.tookMs);
      second.isSorted = false;
    }
    const [oldest] = this.#seconds.keys();
    if (this.#seconds.size > maxSeconds && oldest !== undefined) this.#seconds.delete(oldest);
  }

  /** The whole seconds between two times in milliseconds. */
  between(fromMs: number, toMs: number): Series {
    const first = Math.ceil(fromMs / 1_000);
    const at = Array.from({ length: Math.max(0, Math.floor(toMs / 1_000) - first) }, (_, n) => first + n);
    const seconds = at.map((each) => this.#seconds.get(each));
    return {
      at,
      requests: seconds.map((second) => second?.requests ?? 0),
      faults: seconds.map((second) => second?.faults ?? 0),
      median: seconds.map((second) => quantile(second, 0.5)),
      slow: seconds.map((second) => quantile(second, 0.95)),
    };
  }
}
