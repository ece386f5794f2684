import { z } from 'zod';
import { expectation } from './expectation.ts';

export const honoursRetryAfter = expectation({
  name: 'honours-retry-after',
  summary: 'waits as long as the answer says before it asks again',
  params: z.strictObject({}),
  standard: { says: 'x', source: 'RFC 9110 section 10.2.3' },
  fix: 'x',
  check: 'x',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
