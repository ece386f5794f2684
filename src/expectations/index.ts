import { adaptsToHeaders } from './adapts-to-headers.ts';
import { amplification } from './amplification.ts';
import { backsOff } from './backs-off.ts';
import { closesOnAbort } from './closes-on-abort.ts';
import { comesBack } from './comes-back.ts';
import { doesNotRetry } from './does-not-retry.ts';
import { exit } from './exit.ts';
import type { Expectation } from './expectation.ts';
import { fallsBack } from './falls-back.ts';
import { givesUp } from './gives-up.ts';
import { hasReadTimeout } from './has-read-timeout.ts';
import { honoursRetryAfter } from './honours-retry-after.ts';
import { ignoresMessageText } from './ignores-message-text.ts';
import { jitters } from './jitters.ts';
import { keepsIdempotencyKey } from './keeps-idempotency-key.ts';
import { keysInHeadersOnly } from './keys-in-headers-only.ts';
import { noStormAfterRecovery } from './no-storm-after-recovery.ts';
import { noticesTruncation } from './notices-truncation.ts';
import { probesSparingly } from './probes-sparingly.ts';
import { recovers } from './recovers.ts';
import { refreshesKeyOnce } from './refreshes-key-once.ts';
import { retries } from './retries.ts';
import { returnsToPrimary } from './returns-to-primary.ts';
import { sharesTheLimit } from './shares-the-limit.ts';
import { shedsToSmallerModel } from './sheds-to-smaller-model.ts';
import { spendsWithinBudget } from './spends-within-budget.ts';
import { stopsWhenBroke } from './stops-when-broke.ts';
import { verifiesTls } from './verifies-tls.ts';

/** All expectations, in the order in which reports list their verdicts. */
export const expectations: readonly Expectation[] = [
  honoursRetryAfter,
  backsOff,
  jitters,
  givesUp,
  amplification,
  comesBack,
  doesNotRetry,
  stopsWhenBroke,
  refreshesKeyOnce,
  retries,
  recovers,
  fallsBack,
  verifiesTls,
  noticesTruncation,
  hasReadTimeout,
  closesOnAbort,
  noStormAfterRecovery,
  keepsIdempotencyKey,
  keysInHeadersOnly,
  spendsWithinBudget,
  ignoresMessageText,
  sharesTheLimit,
  adaptsToHeaders,
  shedsToSmallerModel,
  probesSparingly,
  returnsToPrimary,
  exit,
];

export const expectationNames: readonly string[] = expectations.map(({ name }) => name);

export function findExpectation(name: string): Expectation | undefined {
  return expectations.find((entry) => entry.name === name);
}
