import { rootCertificates } from 'node:tls';
import { readText } from './files.ts';

/** Debian, RHEL, Alpine and macOS. `SSL_CERT_FILE` is left alone: it may name a bundle of ours. */
const wellKnown: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** The roots that this machine trusts, PEM; those that Node brings where it has no bundle of its own. */
export function systemRoots(files = wellKnown): string {
  for (const file of files) {
    const text = readText(file);
    if (text !== null) return text;
  }
  return rootCertificates.join('\n');
}
