import type { Clock } from '../../src/lib/clock.ts';
import { someTime } from './facts.ts';

/** A clock that stands still until a test moves it. */
export interface FixedClock extends Clock {
  /** Moves on, calling back whatever falls due on the way, in its order. */
  advance(ms: number): void;
  /** Sets the wall clock forward, or back. */
  setWall(byMs: number): void;
  /** Milliseconds from now at which something is due, soonest first, without the gateway's own looks. */
  waiting(): readonly number[];
  /** The same with them. */
  pending(): readonly number[];
}

/**
 * Milliseconds between two looks: of the listener at its connections, with the default limit for reading, and
 * of the gateway at the wall clock.
 */
const looks: readonly number[] = [30_000 / 32, 480];

interface Timer {
  readonly ms: number;
  readonly dueAt: number;
  readonly callback: () => void;
}

export function fixedClock(startsAt = someTime): FixedClock {
  const timers = new Set<Timer>();
  let time = startsAt;
  let wallIsAhead = 0;
  const soonest = () => [...timers].sort((one, other) => one.dueAt - other.dueAt);

  function advanceTo(end: number): void {
    for (let next = soonest()[0]; next !== undefined && next.dueAt <= end; next = soonest()[0]) {
      timers.delete(next);
      time = Math.max(time, next.dueAt);
      next.callback();
    }
    time = end;
  }

  return {
    now: () => time,
    wall: () => time + wallIsAhead,
    setWall(byMs) {
      wallIsAhead += byMs;
    },
    after(ms, callback) {
      const timer = { ms, dueAt: time + ms, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    httpDate: (at) => new Date(at).toUTCString(),
    advance: (ms) => advanceTo(time + ms),
    waiting: () => soonest().flatMap(({ ms, dueAt }) => (looks.includes(ms) ? [] : [dueAt - time])),
    pending: () => soonest().map(({ dueAt }) => dueAt - time),
  };
}

/** The listener's patience with a connection that has not begun to speak, in milliseconds. */
const unspokenMs = 60_000;

/** Answers once an answer waits for the clock; what it waits for, in milliseconds. */
export async function waiting(clock: FixedClock): Promise<number> {
  for (;;) {
    const ms = clock.waiting().find((each) => each !== unspokenMs);
    if (ms !== undefined) return ms;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
