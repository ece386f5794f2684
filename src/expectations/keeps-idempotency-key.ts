import { z } from 'zod';
import { expectation } from './expectation.ts';

export const keepsIdempotencyKey = expectation({
  name: 'keeps-idempotency-key',
  summary: 'sends the same Idempotency-Key in every attempt of a call',
  params: z.strictObject({}),
  standard: {
    says: 'a request that is sent again carries the key of the first one: a new key is a new request',
    source: 'draft-ietf-httpapi-idempotency-key-header-06 section 2',
  },
  fix:
    'make the key once for each call, outside of the retry loop, and hand it to every attempt: ' +
    'const key = crypto.randomUUID() before the loop, headers: { "Idempotency-Key": key } within',
  check: 'badgateway drill bad-gateway-flaky -- CMD: the key of a call stays the same',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
