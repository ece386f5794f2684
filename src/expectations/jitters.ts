import { z } from 'zod';
import { expectation } from './expectation.ts';

export const jitters = expectation({
  name: 'jitters',
  summary: 'varies its waits, so that clients do not come back together',
  params: z.strictObject({}),
  standard: null,
  fix: 'multiply each wait by a random factor: `wait * (0.5 + Math.random())`',
  check: 'badgateway drill overloaded-model --repeat 6 -- …',
  falseAccusation: 'under 1 in 1,000',
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
