import { z } from 'zod';
import { expectation } from './expectation.ts';

export const noStormAfterRecovery = expectation({
  name: 'no-storm-after-recovery',
  summary: 'clients do not come back in the same instant',
  params: z.strictObject({}),
  standard: null,
  fix: 'jitter each wait and bound how many requests run at once',
  check: 'badgateway drill overloaded-model --repeat 1 -- …',
  falseAccusation: 'under 1 in 1,000',
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
