import type { Attempt } from '../model/timeline.ts';
import { knownAt } from './allowed.ts';
import { healthOf, type Outage } from './outages.ts';
import { namedUpstream } from './place.ts';

/** The first request behind a failure that asks another upstream; `null`: the client stayed. */
export function leftAt({ upstream, failed, ended, all }: Outage): Attempt | null {
  const from = knownAt(failed[0]);
  const to = ended?.at ?? Number.POSITIVE_INFINITY;
  return all.find(({ at, entry }) => at >= from && at < to && namedUpstream(entry) !== upstream) ?? null;
}

/** A call, not a look at what is there; of the kind that had failed. */
export function isSuchCall({ entry }: Attempt, { failed: [first] }: Outage): boolean {
  return entry.method !== 'GET' && entry.route === first.entry.route;
}

/**
 * The gateway notes with each request which other upstreams could have failed it: the first request of which
 * that is not so, nor of any behind it until the client is back, shows that the first choice is well.
 */
export function wellSince(outage: Outage, left: Attempt, back: Attempt | null): Attempt | null {
  const { upstream, all } = outage;
  let since: Attempt | null = null;
  for (const attempt of all.filter(
    ({ at }) => at >= left.at && at < (back?.at ?? Number.POSITIVE_INFINITY),
  )) {
    const isThere = namedUpstream(attempt.entry) === upstream;
    const isDown = isThere ? healthOf(attempt) === 'down' : attempt.entry.upstreamsDown?.includes(upstream);
    if (isDown === true) since = null;
    else if (!isThere) since ??= attempt;
  }
  return since;
}

/** The first call that the upstream answered again after the client had left it; `null`: none. */
export function backAt(outage: Outage, left: Attempt): Attempt | null {
  const { upstream, all } = outage;
  const found = all.find(
    (attempt) =>
      attempt.at >= left.at &&
      namedUpstream(attempt.entry) === upstream &&
      isSuchCall(attempt, outage) &&
      healthOf(attempt) !== 'down',
  );
  return found ?? null;
}
