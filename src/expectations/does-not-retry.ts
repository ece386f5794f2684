import { z } from 'zod';
import { expectation } from './expectation.ts';

export const doesNotRetry = expectation({
  name: 'does-not-retry',
  summary: 'sends no request again that can only fail again',
  params: z.strictObject({
    status: z.array(z.int().min(400).max(599)).optional(),
    error: z.array(z.string()).optional(),
  }),
  standard: {
    says: 'a 4xx says that the request is at fault; as it is, it will fail again',
    source: 'RFC 9110 section 15.5',
  },
  fix: 'decide by status and code before the loop goes on: `if (error.status < 500 && ![408, 429].includes(error.status)) throw error`',
  check: 'badgateway drill invalid-key -- …',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
