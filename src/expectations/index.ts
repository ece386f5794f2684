import { backsOff } from './backs-off.ts';
import { doesNotRetry } from './does-not-retry.ts';
import type { Expectation } from './expectation.ts';
import { fallsBack } from './falls-back.ts';
import { givesUp } from './gives-up.ts';
import { honoursRetryAfter } from './honours-retry-after.ts';
import { jitters } from './jitters.ts';
import { noStormAfterRecovery } from './no-storm-after-recovery.ts';
import { recovers } from './recovers.ts';
import { retries } from './retries.ts';

/** The shelf, in the order in which verdicts are told. */
export const expectations: readonly Expectation[] = [
  honoursRetryAfter,
  backsOff,
  jitters,
  givesUp,
  doesNotRetry,
  retries,
  recovers,
  fallsBack,
  noStormAfterRecovery,
];

export const expectationNames: readonly string[] = expectations.map(({ name }) => name);

export function findExpectation(name: string): Expectation | undefined {
  return expectations.find((entry) => entry.name === name);
}
