import { z } from 'zod';
import { expectation } from './expectation.ts';

export const honoursRetryAfter = expectation({
  name: 'honours-retry-after',
  summary: 'waits as long as the answer says before it asks again',
  params: z.strictObject({}),
  standard: {
    says: 'Retry-After tells how long to wait before the request is sent again',
    source: 'RFC 9110 section 10.2.3',
  },
  fix: 'read the header on every error: `await sleep(1000 * Number(headers.get("retry-after")))`; openai: leave it to maxRetries',
  check: 'badgateway drill rate-limited-then-recovers -- …',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
