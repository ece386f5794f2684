import type { CertificateProfile } from '../../model/connection-plan.ts';
import { type AuthorityName, future, inForce, past } from './authority.ts';
import type { Purpose } from './extensions.ts';
import type { Span } from './validity.ts';

/** What can be asked for: a profile, or what a client shows. */
export type LeafName = CertificateProfile | 'client';

/** `common-name`: the host stands there and nowhere else. `client` has no host at all. */
export type Naming = 'hosts' | 'another-host' | 'common-name' | 'client';

/** How a leaf is made and what is sent with it. */
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

/** What each profile has wrong with it, and nothing else. */
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
