import type { Ramp, Schedule } from '../model/scenario.ts';

/** What a rule has seen so far, for one `per:` value. */
export interface Counter {
  /** Matches inside `during`. */
  matches: number;
  /** Times that the rule really injected. */
  injections: number;
}

export type Ruling =
  | { readonly outcome: 'fires'; readonly because: string }
  | { readonly outcome: 'stands-aside'; readonly because: string };

function no(because: string): Ruling {
  return { outcome: 'stands-aside', because };
}

/** Chance at a moment of a ramp: interpolated between its points, held outside them. */
export function chanceAt(ramp: Ramp, elapsedMs: number): number {
  const next = ramp.findIndex(({ atMs }) => atMs > elapsedMs);
  const after = ramp[next === -1 ? ramp.length - 1 : next];
  const before = ramp[next === -1 ? ramp.length - 1 : next - 1];
  if (after === undefined) return 0;
  if (before === undefined || before.atMs === after.atMs) return after.chance;
  const share = (elapsedMs - before.atMs) / (after.atMs - before.atMs);
  return before.chance + share * (after.chance - before.chance);
}

/** Half-open: a window that ends at 90s does not hold at 90s. */
export function insideDuring({ during }: Schedule, elapsedMs: number): boolean {
  return during === null || (elapsedMs >= during.fromMs && elapsedMs < during.toMs);
}

/**
 * Whether a match fires: skip → every → chance → times. The match itself is already counted;
 * `draw` is asked only when chance decides.
 */
export function rule(schedule: Schedule, counter: Counter, elapsedMs: number, draw: () => number): Ruling {
  const { skip, every, times } = schedule;
  const counted = counter.matches - skip;
  if (counted <= 0) return no(`match ${counter.matches} of ${skip} skipped`);
  if (counted % every !== 0) return no(`match ${counter.matches} is none of every ${every}`);
  const because: string[] = [`match ${counter.matches}`];
  const chance = typeof schedule.chance === 'number' ? schedule.chance : chanceAt(schedule.chance, elapsedMs);
  if (chance < 1) {
    const drawn = chance === 0 ? 0 : draw();
    const comparison = `${drawn.toFixed(4)} against chance ${chance.toFixed(4)}`;
    if (drawn >= chance) return no(`drew ${comparison}`);
    because.push(`drew ${comparison}`);
  }
  if (counter.injections >= times) return no(`all ${times} injections are done`);
  if (times !== Number.POSITIVE_INFINITY) because.push(`injection ${counter.injections + 1} of ${times}`);
  return { outcome: 'fires', because: because.join(', ') };
}
