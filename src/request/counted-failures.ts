import { BoundedMap } from '../lib/bounded-map.ts';
import type { Arrival, FailedAttempt } from './arrival.ts';

/** Most routes and clients, and failures of each, that are remembered. */
const maxRoutes = 5_000;
const maxFailures = 24;
/** A request that comes later (ms) than this after a failure is no retry of its SDK. */
const recentMs = 120_000;

const keyOf = ({ route, client, credential }: Arrival): string =>
  [route, client ?? '', credential ?? ''].join('\n');

/**
 * Failed attempts of SDKs that count their retries. A count above 0 is believed where one of them waits on
 * that route, whatever the bytes: a time in the body may differ in each attempt.
 */
export class CountedFailures {
  readonly #byRoute = new BoundedMap<string, readonly FailedAttempt[]>(maxRoutes);

  add(failed: FailedAttempt): void {
    const { arrival, retriedFrom } = failed;
    if (arrival.retryCount === null || retriedFrom === undefined) return;
    const waiting = (this.#byRoute.get(keyOf(arrival)) ?? []).filter(({ state }) => state === 'waiting');
    this.#byRoute.set(keyOf(arrival), [...waiting, failed].slice(-maxFailures));
  }

  /** Those that the request counts on from. Its SDK would not have sent it before its own wait was over. */
  before(arrival: Arrival): readonly FailedAttempt[] {
    const { retryCount, at } = arrival;
    if (retryCount === null || retryCount === 0) return [];
    return (this.#byRoute.get(keyOf(arrival)) ?? []).filter(
      ({ state, arrival: { retryCount: count }, retriedFrom = Number.POSITIVE_INFINITY, knownAt }) =>
        state === 'waiting' && count === retryCount - 1 && at >= retriedFrom && at - knownAt <= recentMs,
    );
  }
}
