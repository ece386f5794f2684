import { rfc3339 } from '../../lib/clock.ts';
import { formatDuration } from '../../lib/units.ts';
import { limitSpans } from '../../model/counted-limit.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Standing } from '../../model/outlook.ts';
import type { StubHandler, StubRun } from './handler.ts';
import { withProspects } from './prospects.ts';
import { reply } from './reply.ts';

const perMinute = { requests: 600, tokens: 200_000 };

/** `requests_per_minute`; of answers that are under way `answers_at_a_time`, of money `usd`. */
function nameOf({ unit, perMs, resetMs }: Standing): string {
  if (resetMs === null) return unit === 'usd' ? unit : `${unit}_at_a_time`;
  const span = Object.entries(limitSpans).find(([, ms]) => ms === perMs)?.[0];
  return `${unit}_per_${span ?? formatDuration(perMs)}`;
}

/** Of limits of one name the one of which the smallest part is left. */
function tightest(standings: readonly Standing[]): Map<string, Standing> {
  const found = new Map<string, Standing>();
  for (const standing of standings) {
    const name = nameOf(standing);
    const known = found.get(name);
    const share = standing.remaining / standing.limit;
    if (known === undefined || share < known.remaining / known.limit) found.set(name, standing);
  }
  return found;
}

/** The true limits of the scenario, as far as they count the requests of this key. */
function limited(standings: readonly Standing[], at: number, isUsedUp: boolean): JsonObject {
  return Object.fromEntries(
    Array.from(tightest(standings), ([name, { limit, remaining: left, resetMs }]) => {
      const remaining = isUsedUp ? 0 : left;
      const resets = resetMs === null ? {} : { resets_at: rfc3339(at + resetMs) };
      return [name, { limit, used: limit - remaining, remaining, ...resets }];
    }),
  );
}

/** Numbers that are made up, where the scenario limits nothing. */
function unlimited(run: StubRun, at: number, isUsedUp: boolean): JsonObject {
  const counted = run.meter.usedAt(at);
  const left = (unit: keyof typeof perMinute) => {
    const remaining = isUsedUp ? 0 : Math.max(0, perMinute[unit] - counted[unit]);
    return { limit: perMinute[unit], used: perMinute[unit] - remaining, remaining };
  };
  return { requests_per_minute: left('requests'), tokens_per_minute: left('tokens') };
}

/**
 * What is left: nothing where every model would be refused with a 429 now. Assumed: the documents name the
 * units and the workspace, but neither numbers nor field names.
 */
export const quota: StubHandler = {
  answer: ({ facts }, run) =>
    withProspects(facts, run, (prospects, standings) => {
      const isUsedUp = prospects.size > 0 && [...prospects.values()].every((each) => each === 'limited');
      const numbers =
        standings.length === 0 ? unlimited(run, facts.at, isUsedUp) : limited(standings, facts.at, isUsedUp);
      return reply(run, { object: 'quota', scope: 'workspace', ...numbers });
    }),
};
