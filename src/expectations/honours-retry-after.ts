import { z } from 'zod';
import type { Violation } from '../timeline/violation.ts';
import { expectation, onDeeptoken } from './expectation.ts';
import {
  countGivenUp,
  cutWaitMs,
  describeKept,
  givenWaitsOf,
  mistimed,
  tooSoon,
  whyUnproven,
  windowsOf,
} from './observe/honours-retry-after.ts';

/** Only advice: a slow machine also delays retries, and a late retry does no harm. */
const late = (violation: Violation): Violation => ({ ...violation, severity: 'advice' });

export const honoursRetryAfter = expectation({
  name: 'honours-retry-after',
  summary: 'waits as long as the answer says before it asks again',
  params: z.strictObject({}),
  standard: {
    says: 'Retry-After says how long a client ought to wait before it sends the next request',
    source: 'RFC 9110 section 10.2.3',
  },
  fix:
    'on each error wait as long as it says: await sleep(1_000 * ' +
    "Number(response.headers.get('retry-after'))), and give up where that is more than a minute; " +
    'openai 4, 5 and 7 and the AI SDK do so only up to 60 s, openai 6 for any wait',
  check: 'badgateway drill rate-limited-then-recovers -- CMD: the retries come after 5 s and after 7 s',
  checkOn: onDeeptoken(
    'budget-exceeded',
    'it gives up, or comes again after the minute',
    'rate-limited-then-recovers',
  ),
  falsePositiveRate: null,
  dependsOn: 'waits',
  observe(timeline) {
    const waits = givenWaitsOf(timeline);
    const windows = windowsOf(timeline);
    const givenUp = countGivenUp(timeline);
    const proofs = windows.length + givenUp;
    return {
      samples: waits.length + proofs,
      problems: [
        ...mistimed(waits, 'early', timeline),
        ...tooSoon(windows),
        ...mistimed(waits, 'late', timeline).map(late),
      ],
      unclear: proofs > 0 ? null : whyUnproven(waits, cutWaitMs(timeline)),
      says: describeKept(waits.filter(({ kept }) => kept !== 'early').length + windows.length, givenUp),
    };
  },
});
