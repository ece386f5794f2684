import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { systemClock } from '../../../../src/lib/clock.ts';
import type { CertificateProfile } from '../../../../src/model/connection-plan.ts';
import type { Credentials } from '../../../../src/tls/certificates/certificate.ts';
import { createLab } from '../../../../src/tls/certificates/lab.ts';
import { needs } from '../../../helpers/system.ts';
import { certificatesIn } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-openssl-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lab = createLab({
  names: ['gateway.test', '*.x.test', '2001:db8::1'],
  clock: systemClock,
  directory: null,
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function openssl(args: readonly string[], input: string | Buffer = '') {
  return spawnSync('openssl', args, { input, encoding: 'utf8' });
}

/** `ok`, or number and depth of the first error, as the man page of X509_STORE_CTX_get_error lists them. */
function verify(root: string, { chain }: Credentials, ...options: readonly string[]): string {
  const [leaf = '', ...above] = certificatesIn(chain).map(String);
  const untrusted = above.length === 0 ? [] : ['-untrusted', file('above.pem', above.join(''))];
  const trust = ['-no-CApath', '-no-CAstore', '-CAfile', file('root.pem', root)];
  const strict = ['-x509_strict', '-auth_level', '2'];
  const args = ['verify', ...strict, ...options, ...trust, ...untrusted, file('leaf.pem', leaf)];
  const { status, stderr } = openssl(args);
  const [, error, depth] = /error (\d+) at (\d+) depth/.exec(stderr) ?? [];
  return status === 0 ? 'ok' : `error ${error} at ${depth}`;
}

/** At security level 2, as Debian sets it, and for the host `localhost`. */
const verdicts: Readonly<Record<CertificateProfile, string>> = {
  valid: 'ok',
  expired: 'error 10 at 0',
  'not-yet-valid': 'error 9 at 0',
  'wrong-host': 'error 62 at 0',
  'self-signed': 'error 18 at 0',
  'untrusted-root': 'error 20 at 1',
  'corporate-proxy': 'error 19 at 1',
  'incomplete-chain': 'error 20 at 0',
  'expired-intermediate': 'error 10 at 1',
  'bad-signature': 'error 7 at 0',
  'wrong-purpose': 'error 26 at 0',
  'no-san': 'ok',
  'weak-key': 'error 66 at 0',
  sha1: 'error 68 at 0',
};

const forServers = ['-purpose', 'sslserver', '-verify_hostname', 'localhost'];

needs('openssl').each(Object.entries(verdicts) as [CertificateProfile, string][])(
  'openssl says of %s: %s',
  (profile, expected) => {
    expect(verify(lab.root(), lab.credentials(profile, lab.names), ...forServers)).toBe(expected);
  },
);

needs('openssl')('a corporate proxy is trusted by who has its root, and by it alone', () => {
  const proxied = lab.credentials('corporate-proxy', ['localhost']);
  expect(verify(lab.corporateRoot(), proxied, ...forServers)).toBe('ok');
  expect(verify(lab.corporateRoot(), lab.credentials('valid', ['localhost']))).toBe('error 20 at 1');
});

needs('openssl')('a client passes a server that trusts our root, and is no server', () => {
  expect(verify(lab.root(), lab.client(), '-purpose', 'sslclient')).toBe('ok');
  expect(verify(lab.root(), lab.client(), '-purpose', 'sslserver')).toBe('error 26 at 0');
});

const permitted = [
  ...['localhost', 'a.localhost', '127.0.0.1', '::1', 'wrong-host.invalid'],
  ...['gateway.test', 'x.test', 'a.b.x.test', '*.x.test', '2001:db8::1'],
];
const refused = ['example.test', 'test', 'ax.test', 'agateway.test', '127.0.0.2', '::2', '2001:db8::2'];

needs('openssl').each([
  ...permitted.map((host) => [host, 'ok'] as const),
  // X509_V_ERR_PERMITTED_VIOLATION
  ...refused.map((host) => [host, 'error 47 at 0'] as const),
])('both roots may vouch for %s: %s', (host, expected) => {
  expect(verify(lab.root(), lab.credentials('valid', [host]))).toBe(expected);
  expect(verify(lab.corporateRoot(), lab.credentials('corporate-proxy', [host]))).toBe(expected);
});

needs('openssl')('a common name outside the constraints is refused too', () => {
  expect(verify(lab.root(), lab.credentials('no-san', ['example.test']))).toBe('error 47 at 0');
});

needs('openssl')('openssl reads the root as it was meant', () => {
  const { stdout } = openssl(['x509', '-noout', '-text'], lab.root());
  const lines = stdout.split('\n').map((line) => line.trim());
  expect(lines).toEqual(
    expect.arrayContaining([
      ...['Version: 3 (0x2)', 'Issuer: CN = badgateway root', 'Subject: CN = badgateway root'],
      ...['CA:TRUE, pathlen:1', 'X509v3 Key Usage: critical', 'Certificate Sign, CRL Sign'],
      ...['X509v3 Name Constraints: critical', 'DNS:localhost', 'DNS:invalid', 'DNS:x.test'],
      ...['IP:127.0.0.1/255.255.255.255', 'DNS:gateway.test'],
      'IP:0:0:0:0:0:0:0:1/FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF',
    ]),
  );
});

needs('openssl').each([...(Object.keys(verdicts) as CertificateProfile[]), 'client'] as const)(
  'openssl finds no byte too many or too few in the certificates of %s',
  (name) => {
    const { chain } = name === 'client' ? lab.client() : lab.credentials(name, lab.names);
    for (const { raw } of certificatesIn(chain)) {
      const { status, stdout } = openssl(['asn1parse', '-inform', 'DER'], raw);
      const outline = stdout.split('\n');
      expect(status).toBe(0);
      expect(outline[0]).toMatch(new RegExp(`hl=4 l=\\s*${raw.length - 4} cons: SEQUENCE`));
      expect(outline.filter((line) => /:d=1 /.test(line))).toHaveLength(3);
    }
  },
);
