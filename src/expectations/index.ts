import type { Expectation } from './expectation.ts';
import { honoursRetryAfter } from './honours-retry-after.ts';

/** The shelf, in the order in which verdicts are told. */
export const expectations: readonly Expectation[] = [honoursRetryAfter];

export const expectationNames: readonly string[] = expectations.map(({ name }) => name);

export function findExpectation(name: string): Expectation | undefined {
  return expectations.find((entry) => entry.name === name);
}
