import { z } from 'zod';
import { expectation } from './expectation.ts';

export const fallsBack = expectation({
  name: 'falls-back',
  summary: 'moves to another model when one stays unavailable',
  params: z.strictObject({ after: z.int().min(1).optional() }),
  standard: null,
  fix: 'after two 503 of one model send the same messages with a peer: `{ ...request, model: peers[0] }`',
  check: 'badgateway drill no-healthy-upstream-one-model -- …',
  falseAccusation: null,
  observe: () => ({ samples: 0, problems: [], unclear: null, says: '' }),
});
