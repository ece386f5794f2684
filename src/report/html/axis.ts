import { formatMs } from '../../timeline/describe.ts';
import type { Axis } from '../document/calls.ts';

/** Position in percent of the picture's width: the picture scales, its text does not. */
export function percent(ms: number, { from, spanMs }: Axis): number {
  return share((ms - from) / spanMs);
}

export function share(part: number): number {
  return Math.round(Math.max(0, Math.min(1, part)) * 10_000) / 100;
}

export interface Tick {
  readonly at: number;
  readonly says: string;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Possible distances between two ticks, in milliseconds. */
const steps = [
  ...[1, 10, 100].flatMap((power) => [power, 2 * power, 5 * power]),
  ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * minute),
  ...[1, 2, 6, 12].map((hours) => hours * hour),
];
const day = 24 * hour;

/** Ticks at round times, at most six. */
export function ticksOf({ spanMs }: Axis): readonly Tick[] {
  const least = spanMs / 5;
  const step = steps.find((each) => each >= least) ?? Math.ceil(least / day) * day;
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => {
    const ms = index * step;
    return { at: share(ms / spanMs), says: ms === 0 ? '0' : formatMs(ms) };
  });
}
