import type { Allowance } from '../../src/limits/algorithm.ts';
import { findAlgorithm } from '../../src/limits/index.ts';
import type { LimitReading, RuleOutcome } from '../../src/model/decision.ts';
import type { Told } from './timeline.ts';

interface Limited extends Allowance {
  readonly algorithm?: string;
  readonly unit?: LimitReading['unit'];
  readonly by?: LimitReading['by'];
  /** What every request has besides. */
  readonly entry?: Told['entry'];
}

export const ten: Limited = { amount: 10, perMs: 10_000 };

function outcomeOf(refused: boolean, limit: LimitReading): RuleOutcome {
  const said = { rule: 'ten', because: '10 requests', limit };
  return refused
    ? { ...said, outcome: 'fired', faults: ['rate-limit'] }
    : { ...said, outcome: 'skipped', faults: [] };
}

/**
 * Calls under a true limit. Of each call the times of its attempts: those after the first that gets through
 * are not sent. Milliseconds; a refused attempt is told the wait in whole seconds.
 */
export function underLimit(calls: readonly (readonly number[])[], limited: Limited = ten): Told[][] {
  const { algorithm = 'continuous-refill', unit = 'requests', by = [], entry = {}, ...allowance } = limited;
  const usage = findAlgorithm(algorithm)?.create(allowance);
  if (usage === undefined) throw new Error(`no algorithm is called ${algorithm}`);
  const told: Told[][] = calls.map(() => []);
  const sent = calls.flatMap((times, call) => times.map((at) => ({ at, call })));
  const done = new Set<number>();
  for (const { at, call } of sent.toSorted((one, other) => one.at - other.at)) {
    if (done.has(call)) continue;
    const wait = usage.wait(at, 1);
    if (wait === 0) usage.take(at, 1);
    if (wait === 0) done.add(call);
    const limit = { ...allowance, unit, by, remaining: usage.level(at).remaining };
    const rules = [outcomeOf(wait !== 0, limit)];
    const refused = { error: 'rate-limited', retryAfter: Math.ceil(Number(wait) / 1_000) };
    told[call]?.push({ at, took: 0, ...(wait === 0 ? {} : refused), entry: { ...entry, rules } });
  }
  return told;
}

/** So many times, at an interval (ms). */
export function every(ms: number, count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index * ms);
}
