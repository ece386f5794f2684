import type { Entry, RequestEntry } from '../model/entry.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Call } from '../model/timeline.ts';
import { callsOf } from './calls.ts';
import { groupOf } from './group.ts';
import { maxRequests } from './hypotheses/hypotheses.ts';
import { RecentWays } from './recent-ways.ts';

/**
 * Requests that may be of one call: those that the gateway counted as one call, and those of which it is in
 * doubt. `counted`: too many are in doubt together, so that each call is as the gateway counted it.
 */
interface Cluster {
  readonly kind: 'weighed' | 'counted';
  readonly requests: RequestEntry[];
  calls: readonly Call[];
}

const nameOf = (entry: RequestEntry, call: number) => `${groupOf(entry)}#${call}`;
const secondOf = (at: number) => Math.floor(at / 1_000);
const beginOf = ({ attempts: [first] }: Call) => first.at;

/**
 * The calls of a journal that grows. A request is put into its call when it comes, and only the calls that
 * it may belong to are looked at again: what that costs does not depend on what came before. Where it is in
 * doubt, that is decided by what was known of the client when the last of these requests came.
 */
export class CallsSoFar {
  readonly #inUseOf: () => PlatformInUse;
  readonly #ways: RecentWays;
  readonly #clusters = new Map<string, Cluster>();
  readonly #changed = new Set<Cluster>();
  /** By the second of their first attempt. */
  readonly #calls = new Map<number, Set<Call>>();

  /** `recentMs`: of so many milliseconds requests show the ways of their clients. */
  constructor(inUse: PlatformInUse, recentMs: number) {
    this.#inUseOf = () => inUse;
    this.#ways = new RecentWays(recentMs);
  }

  add(entry: Entry): void {
    if (entry.kind !== 'request' || entry.call <= 0) return;
    this.#ways.add(entry);
    const own = this.#clusters.get(nameOf(entry, entry.call));
    const before = (entry.predecessors ?? []).map(({ call }) => this.#clusters.get(nameOf(entry, call)));
    const near = new Set([own, ...before].filter((cluster) => cluster !== undefined));
    const isCounted = [...near].some(({ kind }) => kind === 'counted');
    const requests = [...near].reduce((sum, cluster) => sum + cluster.requests.length, 1);
    if (!isCounted && requests <= maxRequests) this.#join(near, entry);
    else {
      for (const cluster of near) if (cluster.kind === 'weighed') this.#split(cluster);
      this.#count(entry);
    }
  }

  /** The calls whose first attempt arrived in one of the spans (Unix ms; `to` is not part of it). */
  within(spans: readonly { readonly from: number; readonly to: number }[]): readonly Call[] {
    this.#decide();
    return spans.flatMap(({ from, to }) => {
      const found: Call[] = [];
      for (let second = secondOf(from); second <= secondOf(to); second += 1)
        for (const call of this.#calls.get(second) ?? [])
          if (beginOf(call) >= from && beginOf(call) < to) found.push(call);
      return found;
    });
  }

  /** Drops the calls that began earlier. */
  forget(before: number): void {
    for (const [second, calls] of this.#calls) {
      if (second >= secondOf(before)) continue;
      this.#calls.delete(second);
      for (const { attempts } of calls)
        for (const { entry } of attempts) this.#clusters.delete(nameOf(entry, entry.call));
    }
  }

  /** Puts the request and what it may belong to into the largest of these clusters. */
  #join(near: ReadonlySet<Cluster>, entry: RequestEntry): void {
    const [into = this.#begin('weighed'), ...others] = [...near].sort(
      (one, other) => other.requests.length - one.requests.length,
    );
    for (const other of others) {
      this.#remove(other);
      into.requests.push(...other.requests);
    }
    into.requests.push(entry);
    for (const { requests } of [...others, { requests: [entry] }])
      for (const request of requests) this.#clusters.set(nameOf(request, request.call), into);
    this.#changed.add(into);
  }

  #begin(kind: Cluster['kind']): Cluster {
    return { kind, requests: [], calls: [] };
  }

  #split(cluster: Cluster): void {
    this.#remove(cluster);
    for (const request of cluster.requests) this.#clusters.delete(nameOf(request, request.call));
    for (const request of cluster.requests) this.#count(request);
  }

  #count({ predecessors: _, ...entry }: RequestEntry): void {
    const name = nameOf(entry, entry.call);
    const cluster = this.#clusters.get(name) ?? this.#begin('counted');
    this.#clusters.set(name, cluster);
    cluster.requests.push(entry);
    this.#changed.add(cluster);
  }

  #remove(cluster: Cluster): void {
    this.#changed.delete(cluster);
    for (const call of cluster.calls) this.#calls.get(secondOf(beginOf(call)))?.delete(call);
    cluster.calls = [];
  }

  #decide(): void {
    const changed = [...this.#changed];
    if (changed.length === 0) return;
    const ways = this.#ways.of(changed.flatMap(({ requests }) => requests));
    for (const cluster of changed) {
      this.#remove(cluster);
      cluster.calls = callsOf(cluster.requests, new Map(), this.#inUseOf, ways).groupings[0];
      for (const call of cluster.calls) {
        const second = secondOf(beginOf(call));
        const calls = this.#calls.get(second) ?? new Set();
        this.#calls.set(second, calls.add(call));
      }
    }
  }
}
