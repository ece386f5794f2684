import { z } from 'zod';
import { expectation } from './expectation.ts';

export const recovers = expectation({
  name: 'recovers',
  summary: 'ends with an answer once the trouble is over',
  params: z.strictObject({}),
  standard: null,
  fix: 'keep on for as long as the trouble lasts: several attempts whose waits grow',
  check: 'badgateway drill rate-limited-then-recovers -- …',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
