import { once } from '../lib/once.ts';
import type { Attempt, Timeline } from '../model/timeline.ts';
import { attemptsOf } from './endings.ts';
import { clientOf } from './group.ts';
import { namedUpstream } from './place.ts';
import { retryabilityOf } from './retryability.ts';

/** Requests of one client that failed at an upstream that it had named, with no answer from it between. */
export interface Outage {
  readonly upstream: string;
  readonly failed: readonly [Attempt, ...Attempt[]];
  /** The first request behind them that the upstream answered; `null`: none. */
  readonly ended: Attempt | null;
  /** All requests of the client, to any upstream, in the order of their arrival. */
  readonly all: readonly Attempt[];
}

/**
 * What a request shows of its upstream. `unknown`: a rate limit, or the client left. Any other refusal is an
 * answer of an upstream that works.
 */
export function healthOf(attempt: Attempt): 'up' | 'down' | 'unknown' {
  const { result } = attempt;
  if (result.kind === 'error') {
    if (result.status === 429) return 'unknown';
    return result.status >= 500 || result.status === 408 ? 'down' : 'up';
  }
  const retryability = retryabilityOf(attempt);
  if (retryability === 'none') return 'up';
  return retryability === 'unknown' ? 'unknown' : 'down';
}

function outagesAt(upstream: string, all: readonly Attempt[]): Outage[] {
  const outages: { failed: [Attempt, ...Attempt[]]; ended: Attempt | null }[] = [];
  let open: (typeof outages)[number] | null = null;
  for (const attempt of all.filter(({ entry }) => namedUpstream(entry) === upstream)) {
    const health = healthOf(attempt);
    if (health === 'up' && open !== null) {
      open.ended = attempt;
      open = null;
    } else if (health === 'down' && open !== null) open.failed.push(attempt);
    else if (health === 'down') {
      open = { failed: [attempt], ended: null };
      outages.push(open);
    }
  }
  return outages.map((outage) => ({ upstream, all, ...outage }));
}

/** The requests of each client that names upstreams, in the order of their arrival. */
export const namingClients = once((timeline: Pick<Timeline, 'calls'>): readonly (readonly Attempt[])[] => {
  const byClient = new Map<string, Attempt[]>();
  for (const { attempt } of attemptsOf(timeline)) {
    if (namedUpstream(attempt.entry) === null) continue;
    const client = clientOf(attempt.entry);
    const known = byClient.get(client);
    if (known === undefined) byClient.set(client, [attempt]);
    else known.push(attempt);
  }
  return [...byClient.values()].map((attempts) => attempts.sort((one, other) => one.at - other.at));
});

/** The outages of upstreams, as clients have seen them. */
export const outagesOf = once((timeline: Pick<Timeline, 'calls'>): readonly Outage[] =>
  namingClients(timeline).flatMap((all) => {
    const upstreams = new Set(all.map(({ entry }) => namedUpstream(entry) ?? ''));
    return [...upstreams].flatMap((upstream) => outagesAt(upstream, all));
  }),
);
