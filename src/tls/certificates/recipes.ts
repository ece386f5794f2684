import type { CertificateProfile } from '../../model/connection-plan.ts';
import { type AuthorityName, future, inForce, past } from './authority.ts';
import type { Purpose } from './extensions.ts';
import type { Span } from './validity.ts';

/** A leaf that can be made: one of the profiles, or the client certificate. */
export type LeafName = CertificateProfile | 'client';

/** Where the host is named. `common-name`: only there. `client`: no host. */
export type Naming = 'hosts' | 'another-host' | 'common-name' | 'client';

/** The properties of a leaf, and the chain that is sent. */
export interface Recipe {
  readonly issuer: AuthorityName | 'itself';
  readonly sent: 'leaf' | 'leaf-and-issuer';
  readonly span: Span;
  readonly named: Naming;
  readonly purpose: Purpose;
  readonly keys: 'elliptic' | 'rsa-1024';
  readonly digest: 'sha256' | 'sha1';
  readonly signature: 'right' | 'flipped';
}

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

/** The differences of each profile from a valid leaf. */
const deviations: Readonly<Record<LeafName, Partial<Recipe>>> = {
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

export const recipeFor = (name: LeafName): Recipe => ({ ...inOrder, ...deviations[name] });
