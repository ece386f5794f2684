import type { Layer } from '../faults/fault.ts';
import { findFault } from '../faults/index.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { Rule, Scenario } from '../model/scenario.ts';
import { faultListsOf } from './fault-lists.ts';
import { insideDuring } from './schedule.ts';
import { activeAt } from './stages.ts';

/** When a connection rule is evaluated: on accept, or once the client's first bytes are known. */
export const moments = ['accept', 'opening'] as const;
export type Moment = (typeof moments)[number];

/** Key of a connection's draws. A connection within a tunnel is opened a second time, and draws again. */
export function fingerprintOf({ tunnel }: ConnectionFacts, moment: Moment): string {
  if (moment === 'accept') return 'connection';
  return tunnel === null ? 'opening' : `opening ${tunnel}`;
}

/** Layers whose faults need the first bytes: what they answer, or the version of HTTP. */
const byFirstBytes: readonly Layer[] = ['tls', 'http2'];

/** A rule is evaluated at the first bytes if its `when` needs them or one of its faults answers them. */
export function momentOf(rule: Rule): Moment {
  const { tls, sni, alpn } = rule.when;
  if (tls !== undefined || sni !== undefined || alpn !== undefined) return 'opening';
  const uses = faultListsOf(rule).flat();
  const needsBytes = uses.some(({ fault }) =>
    byFirstBytes.some((layer) => findFault(fault)?.layer === layer),
  );
  return needsBytes ? 'opening' : 'accept';
}

/**
 * Times at which a connection rule becomes active (ms since the scenario began). Idle kept-alive
 * connections are closed then, as their clients would otherwise not meet the rule.
 *
 *   stage    ├─ calm ─┼─ storm ─┤
 *   during        ├───────┼────────
 *   active            ├───┤
 *                     └ this moment
 */
export function connectionMoments({ rules, stages }: Scenario): readonly number[] {
  const ends = stages.map((_, index) =>
    stages.slice(0, index + 1).reduce((total, { forMs }) => total + forMs, 0),
  );
  const moments = new Set<number>();
  for (const rule of rules.filter(({ subject }) => subject === 'connection')) {
    const { fromMs = 0, toMs = 0 } = rule.schedule.during ?? {};
    const isActive = (at: number) => activeAt(stages, at)(rule) && insideDuring(rule.schedule, at);
    const boundaries = [...new Set([0, fromMs, toMs, ...ends])].toSorted((one, other) => one - other);
    for (const [index, at] of boundaries.entries())
      if (at > 0 && isActive(at) && !isActive(boundaries[index - 1] ?? 0)) moments.add(at);
  }
  return [...moments].toSorted((one, other) => one - other);
}
