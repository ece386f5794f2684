import type { Clock } from './clock.ts';

/** A wall clock that was set, not one that is slewed: milliseconds against the monotonic clock. */
const leastMs = 1_000;

/** That the wall clock was set between two looks; by the monotonic clock. */
export interface ClockStep {
  /** Milliseconds; below 0: it was set back. */
  readonly byMs: number;
  readonly since: number;
  readonly at: number;
}

/** Finds steps of the wall clock. The monotonic clock stops while a machine sleeps: that is one too. */
export class ClockSteps {
  readonly #clock: Pick<Clock, 'now' | 'wall'>;
  #since: number;
  #ahead: number;

  constructor(clock: Pick<Clock, 'now' | 'wall'>) {
    this.#clock = clock;
    this.#since = clock.now();
    this.#ahead = clock.wall() - this.#since;
  }

  /** `null`: the clock was not set since the last look. */
  look(): ClockStep | null {
    const at = this.#clock.now();
    const ahead = this.#clock.wall() - at;
    const step = { byMs: Math.round(ahead - this.#ahead), since: this.#since, at };
    this.#since = at;
    this.#ahead = ahead;
    return Math.abs(step.byMs) < leastMs ? null : step;
  }
}
