import { createPrivateKey, type X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { UsageError } from '../../../../src/lib/errors.ts';
import type { CertificateProfile } from '../../../../src/model/connection-plan.ts';
import { createLab } from '../../../../src/tls/certificates/lab.ts';
import { stamp } from '../../../../src/tls/certificates/validity.ts';
import { profiles } from '../../../../src/tls/profiles.ts';
import { fixedClock } from '../../../helpers/clock.ts';
import { certificatesIn, leafOf } from './reading.ts';

const clock = fixedClock(Date.UTC(2026, 2, 1, 12));
const given = ['gateway.test', '*.proxied.test', '10.1.2.3'];
const lab = createLab({ names: given, clock, directory: null });
const root = rootOf(lab.root());
const names = Object.keys(profiles) as CertificateProfile[];

const inOrder = {
  issuer: 'CN=badgateway intermediate',
  sent: 2,
  from: '20260228120000Z',
  until: '20280529120000Z',
  names:
    'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, ' +
    'DNS:gateway.test, DNS:*.proxied.test, IP Address:10.1.2.3',
  purposes: ['1.3.6.1.5.5.7.3.1'],
  key: 'ec',
  genuine: true,
};

/** Where a profile's leaf is not as the valid one. */
const differences: Readonly<Record<CertificateProfile, Partial<Record<keyof typeof inOrder, unknown>>>> = {
  valid: {},
  expired: { from: '20251231120000Z', until: '20260228120000Z' },
  'not-yet-valid': { from: '20260331120000Z', until: '20260530120000Z' },
  'wrong-host': { names: 'DNS:wrong-host.invalid' },
  'self-signed': { issuer: 'CN=badgateway server', sent: 1 },
  'untrusted-root': { issuer: 'CN=badgateway untrusted-intermediate' },
  'corporate-proxy': { issuer: 'CN=badgateway corporate-root' },
  'incomplete-chain': { sent: 1 },
  'expired-intermediate': { issuer: 'CN=badgateway expired-intermediate' },
  'bad-signature': { genuine: false },
  'wrong-purpose': { purposes: ['1.3.6.1.5.5.7.3.2'] },
  'no-san': { names: undefined },
  'weak-key': { key: 'rsa' },
  sha1: {},
};

function rootOf(pem: string): X509Certificate {
  const [certificate] = certificatesIn(pem);
  if (certificate === undefined) throw new Error('no certificate');
  return certificate;
}

test.each(names)('the leaf of %s differs from the valid one in that alone', (profile) => {
  const { key, chain } = lab.credentials(profile, lab.names);
  const sent = certificatesIn(chain);
  const leaf = leafOf({ chain });
  const signer = sent[1] ?? (profile === 'self-signed' ? leaf : leafOf(lab.credentials('valid', lab.names)));
  const intermediate = profile === 'incomplete-chain' ? certificatesIn(lab.client().chain)[1] : signer;

  expect({
    issuer: leaf.issuer,
    sent: sent.length,
    from: stamp(leaf.validFrom),
    until: stamp(leaf.validTo),
    names: leaf.subjectAltName,
    purposes: leaf.keyUsage,
    key: leaf.publicKey.asymmetricKeyType,
    genuine: intermediate !== undefined && leaf.verify(intermediate.publicKey),
  }).toEqual({ ...inOrder, ...differences[profile] });
  expect(leaf.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(leaf.ca).toBe(false);
});

test.each(names)('what is above the leaf of %s leads where it should', (profile) => {
  const [leaf, above] = certificatesIn(lab.credentials(profile, lab.names).chain);
  if (above === undefined) expect(['self-signed', 'incomplete-chain']).toContain(profile);
  else {
    const ours = profile !== 'untrusted-root' && profile !== 'corporate-proxy';
    expect(leaf?.checkIssued(above)).toBe(true);
    expect(above.ca).toBe(true);
    expect(above.verify(root.publicKey)).toBe(ours);
    expect(above.toString() === lab.corporateRoot()).toBe(profile === 'corporate-proxy');
  }
});

test('the weak key has 1024 bits and the SHA-1 signature is one', () => {
  const weak = leafOf(lab.credentials('weak-key', ['localhost']));
  expect(weak.publicKey.asymmetricKeyDetails?.modulusLength).toBe(1_024);
  const bytesOf = (profile: CertificateProfile) => leafOf(lab.credentials(profile, ['localhost'])).raw;
  const ecdsaWithSha1 = Buffer.from('06072a8648ce3d0401', 'hex');
  expect(bytesOf('sha1').includes(ecdsaWithSha1)).toBe(true);
  expect(bytesOf('valid').includes(ecdsaWithSha1)).toBe(false);
});

test('a bad signature is one bit away from a right one', () => {
  const { raw } = leafOf(lab.credentials('bad-signature', ['localhost']));
  const intermediate = certificatesIn(lab.client().chain)[1];
  const mended = Buffer.from(raw);
  mended.writeUInt8(mended.readUInt8(mended.length - 1) ^ 1, mended.length - 1);
  const leaf = leafOf({
    chain: `-----BEGIN CERTIFICATE-----\n${mended.toString('base64')}\n-----END CERTIFICATE-----`,
  });
  expect(intermediate !== undefined && leaf.verify(intermediate.publicKey)).toBe(true);
});

test('a leaf is for the hosts that are asked for', () => {
  const leaf = leafOf(lab.credentials('valid', ['a.proxied.test', '::0001']));
  expect(leaf.checkHost('a.proxied.test')).toBe('a.proxied.test');
  expect(leaf.checkHost('localhost')).toBeUndefined();
  expect(leaf.checkIP('::1')).toBe('::1');
  expect(leaf.checkIP('127.0.0.1')).toBeUndefined();
});

test('a leaf without alternative names has its first named host as common name', () => {
  const subject = (...hosts: string[]) => leafOf(lab.credentials('no-san', hosts)).subject;
  expect(subject('127.0.0.1', 'gateway.test', 'localhost')).toBe('CN=gateway.test');
  expect(subject('127.0.0.1')).toBe('CN=localhost');
});

test('what was made once is the same ever after, host by host', () => {
  const valid = lab.credentials('valid', ['localhost']);
  expect(lab.credentials('valid', ['LOCALHOST'])).toBe(valid);
  expect(lab.credentials('valid', ['::1']).chain).not.toBe(valid.chain);
  expect(lab.credentials('expired', ['localhost']).chain).not.toBe(valid.chain);
  expect(lab.client()).toBe(lab.client());
  expect(lab.root()).toBe(root.toString());
});

test('every lab has a root of its own, and no one has the root that nobody trusts', () => {
  const other = createLab({ names: [], clock, directory: null });
  expect(other.root()).not.toBe(lab.root());
  const [, above] = certificatesIn(lab.credentials('untrusted-root', ['localhost']).chain);
  for (const { publicKey } of [root, rootOf(lab.corporateRoot())])
    expect(above?.verify(publicKey)).toBe(false);
});

test('a client is certified by our root, for no host', () => {
  const { key, chain } = lab.client();
  const [leaf, intermediate] = certificatesIn(chain);
  expect(leaf?.subject).toBe('CN=badgateway client');
  expect(leaf?.subjectAltName).toBeUndefined();
  expect(leaf?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(leaf?.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(intermediate?.verify(root.publicKey)).toBe(true);
});

test.each([
  ['localhost', true],
  ['LOCALHOST', true],
  ['10.1.2.3', true],
  ['10.1.2.4', false],
  ['a.b.proxied.test', true],
  ['proxied.test', false],
  ['localhost/evil', false],
  ['', false],
])('whether the lab covers "%s": %s', (host, expected) => {
  expect(lab.covers(host)).toBe(expected);
});

test('a name that is no host is refused before anything is made', () => {
  expect(() => createLab({ names: ['*'], clock, directory: null })).toThrow(UsageError);
});

test('roots hold for ten years and leaves for no longer than 825 days', () => {
  expect(stamp(root.validTo)).toBe('20360227120000Z');
  const leaf = leafOf(lab.credentials('valid', ['localhost']));
  const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / 86_400_000;
  expect(days).toBeLessThanOrEqual(825);
});
