import type { Algorithm } from './algorithm.ts';
import { balance } from './balance.ts';
import { calendarWindow } from './calendar-window.ts';
import { concurrency } from './concurrency.ts';
import { continuousRefill } from './continuous-refill.ts';
import { fixedWindow } from './fixed-window.ts';
import { slidingWindow } from './sliding-window.ts';

/** The registry of algorithms. */
export const algorithms: readonly Algorithm[] = [
  continuousRefill,
  fixedWindow,
  slidingWindow,
  calendarWindow,
  concurrency,
  balance,
];

export function findAlgorithm(name: string): Algorithm | undefined {
  return algorithms.find((entry) => entry.name === name);
}
