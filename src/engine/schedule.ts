import type { Ramp, Schedule } from '../model/scenario.ts';

/** Counts of a rule for one `per:` value. */
export interface Counter {
  /** Number of matches within `during`. */
  matches: number;
  /** Number of injections that took place. */
  injections: number;
}

export type ScheduleDecision =
  | { readonly outcome: 'fires'; readonly because: string }
  | { readonly outcome: 'skips'; readonly because: string };

function skipped(because: string): ScheduleDecision {
  return { outcome: 'skips', because };
}

/** Chance at a time on a ramp: interpolated between its points, constant outside them. */
export function chanceAt(ramp: Ramp, elapsedMs: number): number {
  const next = ramp.findIndex(({ atMs }) => atMs > elapsedMs);
  const after = ramp[next === -1 ? ramp.length - 1 : next];
  const before = ramp[next === -1 ? ramp.length - 1 : next - 1];
  if (after === undefined) return 0;
  if (before === undefined || before.atMs === after.atMs) return after.chance;
  const share = (elapsedMs - before.atMs) / (after.atMs - before.atMs);
  return before.chance + share * (after.chance - before.chance);
}

/** Half-open: a window until 90s does not include 90s. */
export function insideDuring({ during }: Schedule, elapsedMs: number): boolean {
  return during === null || (elapsedMs >= during.fromMs && elapsedMs < during.toMs);
}

/**
 * Whether a match fires: skip → every → chance → times. The match has been counted already; `draw` is
 * called only if chance decides.
 */
export function applySchedule(
  schedule: Schedule,
  counter: Counter,
  elapsedMs: number,
  draw: () => number,
): ScheduleDecision {
  const { skip, every, times } = schedule;
  const counted = counter.matches - skip;
  if (counted <= 0) return skipped(`match ${counter.matches} of ${skip} skipped`);
  if (counted % every !== 0) return skipped(`match ${counter.matches} is none of every ${every}`);
  const because: string[] = [`match ${counter.matches}`];
  const chance = typeof schedule.chance === 'number' ? schedule.chance : chanceAt(schedule.chance, elapsedMs);
  if (chance < 1) {
    const drawn = chance === 0 ? 0 : draw();
    const comparison = `${drawn.toFixed(4)} against chance ${chance.toFixed(4)}`;
    if (drawn >= chance) return skipped(`drew ${comparison}`);
    because.push(`drew ${comparison}`);
  }
  if (counter.injections >= times) return skipped(`all ${times} injections are done`);
  if (times !== Number.POSITIVE_INFINITY) because.push(`injection ${counter.injections + 1} of ${times}`);
  return { outcome: 'fires', because: because.join(', ') };
}
