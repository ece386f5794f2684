import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { expectation } from './expectation.ts';

export const givesUp = expectation({
  name: 'gives-up',
  summary: 'stops after a bounded number of attempts',
  params: z.strictObject({ attempts: z.int().min(1).optional(), within: duration.optional() }),
  standard: null,
  fix: 'count attempts and stop: `for (let n = 0; n < 3; n += 1)`; retry in one layer alone and give the others maxRetries: 0',
  check: 'badgateway drill sustained-rate-limit -- …',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
