import type { Counting } from '../engine/limit-charges.ts';
import type { Usage, Wait } from '../limits/algorithm.ts';

/** So many workers ask so often, evenly spread. */
export interface Load {
  readonly workers: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** 3,000 requests, one in each 10 ms. */
export const steadyLoad: Load = { workers: 20, perSecond: 5, seconds: 30 };

/** So many requests at the same time. */
export const atOnce = 20;

/** Requests that are played one by one before a limit is used up; those before are taken in one sum. */
const playedOneByOne = 1_000;

/** Requests that are all the same. */
export interface Played {
  readonly charge: Omit<Counting, 'known'>;
  /** By how much what was taken is corrected when an answer has ended. */
  readonly change: number;
  /** How long an answer takes. */
  readonly tookMs: number;
}

interface Refused {
  readonly asked: number;
  readonly refused: number;
}

const timesOf = (load: Load | number): number[] => {
  if (typeof load === 'number') return Array<number>(load).fill(0);
  const each = 1_000 / (load.workers * load.perSecond);
  const count = load.workers * load.perSecond * load.seconds;
  return Array.from({ length: count }, (_, index) => Math.floor(index * each));
};

/** What has ended by now gives back or is charged, in the order of the ends. */
function settle(usage: Usage, taken: number[], now: number, { change, tookMs }: Played): void {
  while (taken[0] !== undefined && taken[0] + tookMs <= now) {
    const at = taken.shift() ?? now;
    if (change !== 0) usage.correct(at + tookMs, at, change);
  }
}

/** A load, or so many at once, of which no answer has ended when the last one comes. */
export function playLoad(played: Played, load: Load | number): Refused {
  const { room, amount, limit } = played.charge;
  const usage = limit.algorithm.create(limit.allowance);
  const taken: number[] = [];
  const times = timesOf(load);
  let refused = 0;
  for (const now of times) {
    if (typeof load !== 'number') settle(usage, taken, now, played);
    if (usage.wait(now, room) !== 0) refused += 1;
    else {
      usage.take(now, amount);
      taken.push(now);
    }
  }
  return { asked: times.length, refused };
}

/** One after the other, without a pause, from the beginning of a window on, until one has no room. */
export function useUp({ charge, change }: Played): { requests: number | null; wait: Wait } {
  const { room, amount, limit } = charge;
  const usage = limit.algorithm.create(limit.allowance);
  const now = limit.allowance.calendar?.resetsAtMs ?? 0;
  const cost = amount + change;
  if (cost <= 0) return { requests: null, wait: 0 };
  const before = Math.max(0, Math.floor((limit.allowance.amount - room) / cost) - playedOneByOne);
  if (before > 0) usage.take(now, before * cost);
  for (let requests = before; ; requests += 1) {
    const wait = usage.wait(now, room);
    if (wait !== 0) return { requests, wait };
    usage.take(now, amount);
    if (change !== 0) usage.correct(now, now, change);
  }
}
