import type { ConnectionPlan } from '../model/connection-plan.ts';

/** What a connection meets that no rule says anything about. */
export const served: ConnectionPlan = {
  welcome: { kind: 'serve' },
  handshakeDelayMs: 0,
  handshake: { kind: 'complete' },
  terms: {
    certificate: 'valid',
    versions: 'current',
    ciphers: 'current',
    clientCertificate: 'not-asked',
  },
};
