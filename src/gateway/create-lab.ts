import { resolve } from 'node:path';
import { systemClock } from '../lib/clock.ts';
import { createLab, type Lab } from '../tls/certificates/lab.ts';
import type { CertificateOptions } from './gateway.ts';

/** The maker of certificates, and the file of its root; `null`: the root is in memory. */
export interface GatewayLab {
  readonly lab: Lab;
  readonly caFile: string | null;
}

/** With a folder, what clients need to trust the root is written there. */
export async function createGatewayLab(options: CertificateOptions): Promise<GatewayLab> {
  const { tlsNames: names = [], caDir = null } = options;
  const directory = caDir === null ? null : resolve(caDir);
  // Clients judge the dates of certificates by their own clock, which no test moves.
  const lab = createLab({ names, directory, clock: systemClock });
  if (directory === null) return { lab, caFile: null };
  const { writeExports } = await import('../tls/certificates/exports.ts');
  return { lab, caFile: writeExports(directory, lab).ca };
}
