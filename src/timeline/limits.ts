import { once } from '../lib/once.ts';
import type { LimitReading } from '../model/decision.ts';
import type { RequestEntry } from '../model/entry.ts';
import type { Attempt, Call, Timeline } from '../model/timeline.ts';
import { attemptsOf } from './endings.ts';

/** A request that a limit counted. */
export interface Counted {
  readonly call: Call;
  readonly attempt: Attempt;
  readonly reading: LimitReading;
  /** `refused`: by this limit. `aside`: by another one, so that nothing was taken of this one. */
  readonly then: 'taken' | 'refused' | 'aside';
}

/** The requests that drew on the same amount, in order of arrival. */
export interface SharedLimit {
  /** The id of the limit in its scenario. */
  readonly id: string;
  readonly counted: readonly [Counted, ...Counted[]];
}

/** What tells requests apart and does not stand in a journal makes no difference here. */
function sharerOf({ key, model, client, label }: RequestEntry, { by }: LimitReading): string {
  const values: Readonly<Record<string, string | null>> = { key, model, client, label };
  return by.map((each) => values[each] ?? '').join('\n');
}

function thenOf(entry: RequestEntry, id: string): Counted['then'] {
  const refused = entry.rules.find(({ limit, outcome }) => limit !== undefined && outcome === 'fired');
  if (refused === undefined) return 'taken';
  return refused.rule === id ? 'refused' : 'aside';
}

/** The limits that counted requests, each with those that shared it. */
export const limitsOf = once((timeline: Pick<Timeline, 'calls'>): readonly SharedLimit[] => {
  const shared = new Map<string, { readonly id: string; readonly counted: Counted[] }>();
  for (const { call, attempt } of attemptsOf(timeline)) {
    const { entry } = attempt;
    for (const { rule, limit } of entry.rules) {
      // How days and money are shared is not judged.
      if (limit === undefined || limit.kind !== undefined) continue;
      const name = [rule, entry.scenario, entry.label, sharerOf(entry, limit)].join('\n');
      const known = shared.get(name) ?? { id: rule, counted: [] };
      shared.set(name, known);
      known.counted.push({ call, attempt, reading: limit, then: thenOf(entry, rule) });
    }
  }
  return [...shared.values()].map(({ id, counted }) => {
    const [first, ...others] = counted.toSorted((one, other) => one.attempt.at - other.attempt.at);
    return { id, counted: [first as Counted, ...others] };
  });
});
