import { z } from 'zod';
import { connectionFault } from './fault.ts';

export const tlsNoSharedCipher = connectionFault({
  name: 'tls-no-shared-cipher',
  layer: 'tls',
  summary: 'take no cipher suite that the client offers, so that the handshake fails',
  params: z.strictObject({}),
  example: {},
  explain: () => 'take none of the cipher suites that the client offers',
  apply: (plan) => ({ ...plan, terms: { ...plan.terms, ciphers: 'none-shared' } }),
});
