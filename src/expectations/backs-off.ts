import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { expectation } from './expectation.ts';

export const backsOff = expectation({
  name: 'backs-off',
  summary: 'waits longer before each retry, within the band of the platform',
  params: z.strictObject({
    first: duration.optional(),
    factor: z.number().min(1).optional(),
    jitter: z.number().min(0).max(1).optional(),
    cap: duration.optional(),
  }),
  standard: null,
  fix: 'before retry n (from 0) wait `min(30_000, 1000 * 2 ** n) * (0.5 + Math.random())` ms; openai: maxRetries: 0 and a loop of your own',
  check: 'badgateway drill overloaded-model -- …',
  falseAccusation: 'under 1 in 1,000',
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
