import { z } from 'zod';
import { connectionFault } from './fault.ts';

export const tlsClientCertificate = connectionFault({
  name: 'tls-client-certificate',
  layer: 'tls',
  summary: 'require a client certificate from our own root, as a gateway with mutual TLS does',
  params: z.strictObject({}),
  example: {},
  explain: () => 'require a client certificate in the handshake',
  apply: (plan) => ({ ...plan, terms: { ...plan.terms, clientCertificate: 'required' } }),
});
