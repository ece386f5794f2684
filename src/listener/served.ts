import type { ConnectionPlan } from '../model/connection-plan.ts';

/** The plan of a connection that no rule changes. */
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
  windowStallMs: 0,
};
