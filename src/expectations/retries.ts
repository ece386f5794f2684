import { z } from 'zod';
import { expectation } from './expectation.ts';

export const retries = expectation({
  name: 'retries',
  summary: 'sends a request again when what it met passes by itself',
  params: z.strictObject({}),
  standard: null,
  fix: 'retry 408, 429, 500, 502, 503 and connections that broke; openai: maxRetries: 2 or more',
  check: 'badgateway drill bad-gateway-flaky -- …',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
