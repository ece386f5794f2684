import type { RequestEntry } from '../../model/entry.ts';
import type { PlatformInUse } from '../../model/platform.ts';
import { allowedAfter, toleranceMs, usualBackoff } from '../allowed.ts';
import { attemptAlone } from '../attempt-alone.ts';
import { isSamePlace } from '../place.ts';
import type { Choice } from './choice.ts';
import type { Component } from './components.ts';
import type { Link } from './links.ts';

/** A call that may go on: its latest request, and how many of its waits the client chose itself. */
interface Open {
  readonly last: RequestEntry;
  readonly own: number;
}

/** A retry may be later than its band by so many milliseconds. */
const lateMs = 1_000;

/** The wait of a link within its call; `null`: it was not kept, or nothing asks for one. */
function kept({ to }: Link, { last, own }: Open, inUse: PlatformInUse): Open | null {
  const backoff = inUse.platform.backoff ?? usualBackoff;
  const continues = isSamePlace(last, to) ? own : 0;
  const attempt = attemptAlone(last, inUse);
  const band = allowedAfter({ attempt, backoff, own: continues, next: to });
  // No wait is asked for before another model or upstream.
  if (band === null && !isSamePlace(last, to)) return { last: to, own: 0 };
  if (band === null || to.at < band.from - toleranceMs || to.at > band.to + lateMs) return null;
  return { last: to, own: band.because === 'backoff' ? continues + 1 : continues };
}

/** Gaps that differ by less than this share of their mean are those of one loop. */
const steadyShare = 0.25;

function areSteady(times: readonly number[]): boolean {
  const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, gaps.length);
  const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / Math.max(1, gaps.length));
  return spread <= steadyShare * mean;
}

/** With fewer of the failed requests followed, nearly every failure would have a caller of its own. */
const followedShare = 0.7;

/**
 * Reads the requests as several equal callers that each keep every wait. `null`: they cannot be read so, or
 * only if too many failures were followed by nothing, or they came as steadily as one loop sends them.
 */
export function patientChoice(
  { links }: Component,
  inUseOf: (scenario: string) => PlatformInUse,
): Choice | null {
  const nodes = new Set(links.flatMap(({ from, to }) => [from, to]));
  const sorted = [...nodes].sort((one, other) => one.at - other.at || one.id - other.id);
  if (areSteady(sorted.map(({ at }) => at))) return null;
  const open = new Map<RequestEntry, Open>(sorted.map((last) => [last, { last, own: 0 }]));
  const choice = new Map<RequestEntry, Link>();
  for (const to of sorted) {
    const possible = links
      .filter((link) => link.to === to)
      .flatMap((link) => {
        const before = open.get(link.from);
        const next = before === undefined ? null : kept(link, before, inUseOf(link.from.scenario));
        return next === null ? [] : [{ link, next }];
      })
      .sort((a, b) => a.next.own - b.next.own || a.link.from.at - b.link.from.at);
    const [first] = possible;
    if (first === undefined) continue;
    choice.set(to, first.link);
    open.delete(first.link.from);
    open.set(to, first.next);
  }
  const failed = new Set(links.map(({ from }) => from)).size;
  return choice.size >= followedShare * failed ? choice : null;
}
