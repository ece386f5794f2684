import { z } from 'zod';
import { connectionFault } from './fault.ts';

export const tlsOldVersion = connectionFault({
  name: 'tls-old-version',
  layer: 'tls',
  summary: 'speak TLS 1.0 and 1.1 alone, which clients of today refuse',
  params: z.strictObject({}),
  example: {},
  explain: () => 'speak no newer TLS than 1.1',
  apply: (plan) => ({ ...plan, terms: { ...plan.terms, versions: 'old' } }),
});
