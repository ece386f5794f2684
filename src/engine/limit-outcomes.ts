import { formatDuration } from '../lib/units.ts';
import type { Wait } from '../limits/algorithm.ts';
import type { CountedLimit } from '../model/counted-limit.ts';
import type { LimitReading, RuleOutcome } from '../model/decision.ts';
import { describeUsd } from '../platforms/prices.ts';
import type { Ruling, Taken } from '../store/limit-store.ts';
import type { Counting } from './limit-charges.ts';

export interface Refusing {
  readonly limit: CountedLimit;
  readonly wait: Wait;
}

/** A wait that is not known counts least: the others are no shorter for it. No time at all tops up. */
function lengthOf(wait: Wait): number {
  if (wait === 'when-topped-up') return Number.POSITIVE_INFINITY;
  return wait === 'when-one-ends' ? 0.5 : wait;
}

/** The enforced limit for which a client has to wait longest; `null`: none refuses. */
export function refusing(counting: readonly Counting[], { outcome, rulings }: Taken): Refusing | null {
  if (outcome === 'taken') return null;
  const all = counting.flatMap(({ limit }, index): Refusing[] => {
    const wait = rulings[index]?.wait ?? 0;
    return limit.enforcement === 'enforced' && wait !== 0 ? [{ limit, wait }] : [];
  });
  return all.toSorted((one, other) => lengthOf(other.wait) - lengthOf(one.wait))[0] ?? null;
}

function describeWait(wait: Wait): string {
  if (wait === 'when-one-ends') return 'no room until an answer has ended';
  if (wait === 'when-topped-up') return 'nothing left until it is topped up';
  if (wait === Number.POSITIVE_INFINITY) return 'it asks for more than the whole limit';
  return `no room for ${formatDuration(wait)}`;
}

function because({ limit, charge }: Counting, { wait, level }: Ruling): string {
  const { unit, says } = limit;
  const amount = (of: number) => (unit === 'usd' ? describeUsd(of) : String(of));
  const reserves = (unit === 'tokens' || unit === 'usd') && charge.amount > 0;
  const asked = reserves ? `, ${amount(charge.amount)} reserved` : '';
  const state = wait === 0 ? `${amount(level.remaining)} left` : describeWait(wait);
  return `${says}${asked}: ${state}`;
}

/** What the judge goes by; a limit that is not enforced says nothing about a client. */
function readingOf({ limit }: Counting, { level }: Ruling): { readonly limit?: LimitReading } {
  const { kind, unit, amount, perMs, by, enforcement } = limit;
  if (enforcement === 'shadow') return {};
  const reading = { unit, amount, perMs, by, remaining: level.remaining };
  return { limit: kind === 'rate-limit' ? reading : { kind, ...reading } };
}

/** What each limit did, for the journal; the limit that refused is the one that fired. */
export function outcomesOf(
  counting: readonly Counting[],
  { rulings }: Taken,
  refused: Refusing | null,
): RuleOutcome[] {
  return counting.flatMap((each, index): RuleOutcome[] => {
    const ruling = rulings[index];
    if (ruling === undefined) return [];
    const { id, enforcement } = each.limit;
    const said = because(each, ruling);
    const reading = readingOf(each, ruling);
    if (refused?.limit === each.limit)
      return [{ rule: id, outcome: 'fired', because: said, faults: [each.limit.kind], ...reading }];
    const shadow = enforcement === 'shadow' && ruling.wait !== 0 ? `; ${each.limit.passes}` : '';
    const nothing = refused === null ? '' : `; ${refused.limit.id} refused, so nothing is taken`;
    return [{ rule: id, outcome: 'skipped', because: `${said}${shadow}${nothing}`, faults: [], ...reading }];
  });
}
