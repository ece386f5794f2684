import type { Algorithm } from './algorithm.ts';
import { concurrency } from './concurrency.ts';
import { continuousRefill } from './continuous-refill.ts';
import { fixedWindow } from './fixed-window.ts';
import { slidingWindow } from './sliding-window.ts';

/** The registry of algorithms. */
export const algorithms: readonly Algorithm[] = [continuousRefill, fixedWindow, slidingWindow, concurrency];

export function findAlgorithm(name: string): Algorithm | undefined {
  return algorithms.find((entry) => entry.name === name);
}
