import type { Mutable } from '../lib/mutable.ts';
import { formatDuration } from '../lib/units.ts';
import type { Wait } from '../limits/algorithm.ts';
import type { CountedLimit } from '../model/counted-limit.ts';
import type { LimitReading, RuleOutcome } from '../model/decision.ts';
import { describeReading } from '../model/describe-outcome.ts';
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
  const all = counting.flatMap(({ known: { limit } }, index): Refusing[] => {
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

/** What it says of the request; how much is left stands beside it, as a number. */
function because({ known: { limit } }: Counting, { wait }: Ruling): string {
  return wait === 0 ? limit.says : `${limit.says}: ${describeWait(wait)}`;
}

/** What the judge goes by. */
function readingOf({ known: { limit }, amount: taken }: Counting, { level }: Ruling): LimitReading {
  const { kind, unit, amount, perMs, by } = limit;
  const { remaining } = level;
  const isReserved = (unit === 'tokens' || unit === 'usd') && taken > 0;
  const reading: Mutable<LimitReading> = isReserved
    ? { unit, amount, perMs, by, remaining, reserved: taken }
    : { unit, amount, perMs, by, remaining };
  if (kind !== 'rate-limit') reading.kind = kind;
  return reading;
}

const none: readonly string[] = [];

function outcomeOf(counting: Counting, ruling: Ruling, refused: Refusing | null): RuleOutcome {
  const { id, kind, enforcement, passes } = counting.known.limit;
  const said = because(counting, ruling);
  const isRefusing = refused?.limit === counting.known.limit;
  const nothing = refused === null || isRefusing ? '' : `; ${refused.limit.id} refused, so nothing is taken`;
  const limit = readingOf(counting, ruling);
  if (enforcement === 'shadow') {
    const counted = `${said}; ${ruling.wait === 0 ? describeReading(limit) : passes}`;
    return { rule: id, outcome: 'skipped', because: counted + nothing, faults: none };
  }
  if (isRefusing) return { rule: id, outcome: 'fired', because: said, faults: [kind], limit };
  return { rule: id, outcome: 'skipped', because: said + nothing, faults: none, limit };
}

/** What each limit did, for the journal; the limit that refused is the one that fired. */
export function outcomesOf(
  counting: readonly Counting[],
  { rulings }: Taken,
  refused: Refusing | null,
): RuleOutcome[] {
  const outcomes: RuleOutcome[] = [];
  for (let index = 0; index < counting.length; index += 1) {
    const [each, ruling] = [counting[index], rulings[index]];
    if (each !== undefined && ruling !== undefined) outcomes.push(outcomeOf(each, ruling, refused));
  }
  return outcomes;
}
