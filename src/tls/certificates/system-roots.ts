import { rootCertificates } from 'node:tls';
import { readText } from './files.ts';

/** Bundles of Debian, RHEL, Alpine and macOS. `SSL_CERT_FILE` is ignored: it may name a bundle made here. */
const wellKnown: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** The roots that this machine trusts, as PEM; Node's own roots if the machine has no bundle. */
export function systemRoots(files = wellKnown): string {
  for (const file of files) {
    const text = readText(file);
    if (text !== null) return text;
  }
  return rootCertificates.join('\n');
}
