import { generateKeyPairSync } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { CertificateProfile } from '../../model/connection-plan.ts';
import { type Authority, type AuthorityName, future, inForce, past } from './authority.ts';
import { certificatePem, ellipticKeys, makeCertificate, privateKeyPem } from './certificate.ts';
import { leafExtensions, type Purpose } from './extensions.ts';
import { addressBytes } from './hosts.ts';
import type { Credentials } from './lab.ts';
import { type Span, validity } from './validity.ts';

/** How a leaf is made and what is sent with it. */
interface Recipe {
  readonly issuer: AuthorityName | 'itself';
  readonly sent: 'leaf' | 'leaf-and-issuer';
  readonly span: Span;
  readonly named: keyof typeof namings;
  readonly purpose: Purpose;
  readonly keys: keyof typeof keyMakers;
  readonly digest: 'sha256' | 'sha1';
  readonly signature: 'right' | 'flipped';
}

interface Naming {
  readonly commonName: string;
  /** Alternative names. */
  readonly hosts: readonly string[];
}

const serverName = 'badgateway server';

const namings = {
  hosts: (hosts): Naming => ({ commonName: serverName, hosts }),
  // Within the root's constraints: the host alone is wrong.
  'another-host': (): Naming => ({ commonName: serverName, hosts: ['wrong-host.invalid'] }),
  // An address as a common name would be taken for a host that the constraints do not permit.
  'common-name': (hosts): Naming => ({
    commonName: hosts.find((host) => addressBytes(host) === null) ?? 'localhost',
    hosts: [],
  }),
  client: (): Naming => ({ commonName: 'badgateway client', hosts: [] }),
} satisfies Record<string, (hosts: readonly string[]) => Naming>;

const keyMakers = {
  elliptic: ellipticKeys,
  'rsa-1024': () => generateKeyPairSync('rsa', { modulusLength: 1_024 }),
} as const;

const inOrder: Recipe = {
  issuer: 'intermediate',
  sent: 'leaf-and-issuer',
  span: inForce,
  named: 'hosts',
  purpose: 'server',
  keys: 'elliptic',
  digest: 'sha256',
  signature: 'right',
};

/** What each profile has wrong with it, and nothing else. */
const deviations: Readonly<Record<CertificateProfile | 'client', Partial<Recipe>>> = {
  valid: {},
  client: { named: 'client', purpose: 'client' },
  expired: { span: past },
  'not-yet-valid': { span: future },
  'wrong-host': { named: 'another-host' },
  'self-signed': { issuer: 'itself', sent: 'leaf' },
  'untrusted-root': { issuer: 'untrusted-intermediate' },
  'corporate-proxy': { issuer: 'corporate-root' },
  'incomplete-chain': { sent: 'leaf' },
  'expired-intermediate': { issuer: 'expired-intermediate' },
  'bad-signature': { signature: 'flipped' },
  'wrong-purpose': { purpose: 'client' },
  'no-san': { named: 'common-name' },
  'weak-key': { keys: 'rsa-1024' },
  sha1: { digest: 'sha1' },
};

/** The last byte of a certificate is the lowest of the signature's second number: still well-formed. */
function flipped(certificate: Buffer): Buffer {
  const other = Buffer.from(certificate);
  other.writeUInt8(other.readUInt8(other.length - 1) ^ 1, other.length - 1);
  return other;
}

export function makeChain(
  profile: keyof typeof deviations,
  asked: readonly string[],
  { clock, find }: { readonly clock: Clock; find(issuer: AuthorityName): Authority },
): Credentials {
  const recipe = { ...inOrder, ...deviations[profile] };
  const { commonName, hosts } = namings[recipe.named](asked);
  const keys = keyMakers[recipe.keys]();
  const issuer = recipe.issuer === 'itself' ? { ...keys, commonName } : find(recipe.issuer);
  const right = makeCertificate({
    ...{ commonName, issuer, publicKey: keys.publicKey, digest: recipe.digest },
    validity: validity(clock, recipe.span),
    extensions: leafExtensions(recipe.purpose, hosts),
  });
  const leaf = certificatePem(recipe.signature === 'flipped' ? flipped(right) : right);
  const above = recipe.sent === 'leaf-and-issuer' && 'certificate' in issuer ? issuer.certificate : '';
  return { key: privateKeyPem(keys.privateKey), chain: leaf + above };
}
