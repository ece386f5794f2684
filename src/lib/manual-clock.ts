import { type Clock, systemClock } from './clock.ts';

/** Clocks that a gateway may have; `manual`: one that can be moved forward. */
export const clockKinds = ['system', 'manual'] as const;
export type ClockKind = (typeof clockKinds)[number];

/** A clock that goes on by itself, and that can be moved forward besides. */
export interface ManualClock extends Clock {
  /** Milliseconds by which it was moved. */
  readonly advancedMs: number;
  /** Moves it on: what falls due on the way is called back in its order, at its time. */
  advance(ms: number): Promise<void>;
}

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
  cancel: () => void;
}

/** What was called back may go on, and wait again, before the next timer is due. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * It does not stand still in between: the waits of clients are real, and on a clock that stands still an
 * honest client would seem to come back too early.
 */
export function createManualClock(base: Clock = systemClock): ManualClock {
  const timers = new Set<Timer>();
  let advancedMs = 0;
  let moved = Promise.resolve();
  const now = () => base.now() + advancedMs;

  function fire(timer: Timer): void {
    timer.cancel();
    timers.delete(timer);
    timer.callback();
  }

  function arm(timer: Timer): void {
    timer.cancel();
    timer.cancel = base.after(Math.max(0, timer.dueAt - now()), () => fire(timer));
  }

  function soonest(): Timer | null {
    let found: Timer | null = null;
    for (const timer of timers) if (found === null || timer.dueAt < found.dueAt) found = timer;
    return found;
  }

  async function move(ms: number): Promise<void> {
    // What has come already is read first; and moving it in a loop does not keep sockets from being read.
    await pause();
    const end = advancedMs + ms;
    for (let next = soonest(); next !== null && next.dueAt <= base.now() + end; next = soonest()) {
      advancedMs = Math.min(end, Math.max(advancedMs, next.dueAt - base.now()));
      fire(next);
      await pause();
    }
    advancedMs = end;
    for (const timer of timers) arm(timer);
  }

  return {
    now,
    wall: () => base.wall() + advancedMs,
    after(ms, callback) {
      const timer: Timer = { dueAt: now() + ms, callback, cancel: () => {} };
      timers.add(timer);
      arm(timer);
      return () => {
        timer.cancel();
        timers.delete(timer);
      };
    },
    httpDate: base.httpDate,
    get advancedMs() {
      return advancedMs;
    },
    // One after the other, so that each moves it by what it says.
    advance(ms) {
      moved = moved.then(() => move(ms));
      return moved;
    },
  };
}
