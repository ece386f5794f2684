import type { Luck } from '../../src/lib/luck.ts';
import type { Answer, Worker } from './simulated.ts';

/** What all workers of a client share. */
export interface Shared {
  readonly luck: Luck;
  /** Milliseconds since the beginning. */
  readonly now: () => number;
  /** Numbers of the calls that no worker has taken. */
  readonly calls: number[];
  readonly model: string;
}

/** How a client makes its calls. */
export interface Habit {
  /** Milliseconds to wait before a request is sent. */
  before?(): number;
  /** Looks at each answer. */
  seen?(answer: Answer): void;
  /** Milliseconds until the nth retry, from 0. */
  after(answer: Answer, n: number): number;
  /** The model of an attempt of a call that was refused so often. */
  model?(refusals: number): string;
  readonly attempts: number;
  /** Milliseconds between two calls of a worker. */
  pauseMs?(): number;
}

/** One worker: takes calls until none is left. */
export function* workerOf({ calls, model }: Shared, habit: Habit): Worker {
  for (let call = calls.shift(); call !== undefined; call = calls.shift()) {
    for (let n = 0; n < habit.attempts; n += 1) {
      const beforeMs = habit.before?.() ?? 0;
      if (beforeMs > 0) yield { sleepMs: beforeMs };
      const answer = (yield { call, model: habit.model?.(n) ?? model }) as Answer;
      habit.seen?.(answer);
      if (answer.status < 400) break;
      yield { sleepMs: habit.after(answer, n) };
    }
    yield { sleepMs: habit.pauseMs?.() ?? 1 };
  }
}

/** A timer fires up to 1 ms early and 4 ms late. */
export const timed = (luck: Luck, ms: number) => ms + luck() * 5 - 1;

export const naive = ({ luck }: Shared): Habit => ({
  attempts: Number.POSITIVE_INFINITY,
  after: () => timed(luck, 250),
});

export const asTold = ({ luck }: Shared, attempts = 10): Habit => ({
  attempts,
  after: ({ retryAfterMs }) => timed(luck, retryAfterMs + 1),
});

export const fullJitter = ({ luck }: Shared): Habit => ({
  attempts: 10,
  after: ({ retryAfterMs }, n) => timed(luck, retryAfterMs + luck() * Math.min(30_000, 1_000 * 2 ** n)),
});

/** Limit of a bucket that a client keeps for itself. */
export interface Bucket {
  readonly amount: number;
  readonly perMs: number;
}

/** All workers take from a bucket that is a little smaller and slower than the limit. */
export function tokenBucket(shared: Shared, { amount, perMs }: Bucket): Habit {
  const intervalMs = perMs / (amount * 0.96);
  const burstMs = Math.floor(amount * 0.95 - 1) * intervalMs;
  let next = Number.NEGATIVE_INFINITY;
  return {
    ...asTold(shared),
    before() {
      const at = Math.max(shared.now() - burstMs, next);
      next = at + intervalMs;
      return at <= shared.now() ? 0 : timed(shared.luck, at - shared.now());
    },
  };
}

/** Sends one request in the time in which one comes back, once a tenth of the limit is left. */
export function headerAdaptive(shared: Shared): Habit {
  let [next, intervalMs] = [0, 0];
  return {
    ...asTold(shared),
    seen({ left }) {
      if (left === undefined) return;
      const { limit, remaining, resetMs } = left;
      intervalMs = remaining <= Math.max(1, limit / 10) ? resetMs / Math.max(1, limit - remaining) : 0;
      if (remaining === 0) next = Math.max(next, shared.now() + intervalMs);
    },
    before() {
      if (intervalMs === 0) return 0;
      const at = Math.max(shared.now(), next);
      next = at + intervalMs;
      return timed(shared.luck, at - shared.now());
    },
  };
}

/** Pauses between its calls, so that it hardly comes near a limit. */
export const lowRate = (shared: Shared): Habit => ({
  ...asTold(shared),
  pauseMs: () => 500 + shared.luck() * 4_000,
});

/** Takes a smaller model for what it sends while the large one has been refused for 20 s. */
export function sheds(shared: Shared, small: string): Habit {
  let [since, latest] = [Number.NaN, Number.NEGATIVE_INFINITY];
  return {
    ...asTold(shared),
    seen({ status }) {
      if (status !== 429) return;
      if (!(shared.now() - latest < 10_000)) since = shared.now();
      latest = shared.now();
    },
    model: () => (shared.now() - since >= 20_000 ? small : shared.model),
  };
}
