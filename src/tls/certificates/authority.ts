import type { Clock } from '../../lib/clock.ts';
import { certificatePem, ellipticKeys, makeCertificate, type Signer } from './certificate.ts';
import { authorityExtensions } from './extensions.ts';
import { type Span, validity } from './validity.ts';

export interface Authority extends Signer {
  /** PEM. */
  readonly certificate: string;
}

interface AuthorityPlan {
  readonly issuer: AuthorityName | 'itself';
  readonly span: Span;
  /** How many authorities may lie between it and a leaf. */
  readonly below: number;
}

const tenYears: Span = [-1, 3_650];
/** No longer than the 825 days that Apple's verifiers grant a leaf. */
export const inForce: Span = [-1, 820];
export const past: Span = [-60, -1];
export const future: Span = [30, 90];

/** One key pair each; the name is also its common name, with ours before it. */
const plans = {
  root: { issuer: 'itself', span: tenYears, below: 1 },
  intermediate: { issuer: 'root', span: inForce, below: 0 },
  'expired-intermediate': { issuer: 'root', span: past, below: 0 },
  'corporate-root': { issuer: 'itself', span: tenYears, below: 0 },
  'untrusted-root': { issuer: 'itself', span: tenYears, below: 1 },
  'untrusted-intermediate': { issuer: 'untrusted-root', span: inForce, below: 0 },
} as const satisfies Record<string, { issuer: string; span: Span; below: number }>;

export type AuthorityName = keyof typeof plans;

/** With a blank in it, no verifier takes it for the name of a host and holds it to the constraints. */
export const commonNameOf = (name: AuthorityName) => `badgateway ${name}`;

/** What a root may vouch for: the lab's names and hosts that cannot be (RFC 6761 section 6.4). */
export const permittedBy = (names: readonly string[]): readonly string[] => [...names, 'invalid'];

/** A root is constrained to the names; `find` gives the issuer of what is none. */
export function makeAuthority(
  name: AuthorityName,
  { names, clock }: { readonly names: readonly string[]; readonly clock: Clock },
  find: (issuer: AuthorityName) => Authority,
): Authority {
  const { issuer, span, below }: AuthorityPlan = plans[name];
  const own: Signer = { ...ellipticKeys(), commonName: commonNameOf(name) };
  const made = makeCertificate({
    commonName: own.commonName,
    publicKey: own.publicKey,
    issuer: issuer === 'itself' ? own : find(issuer),
    validity: validity(clock, span),
    digest: 'sha256',
    extensions: authorityExtensions(below, issuer === 'itself' ? permittedBy(names) : []),
  });
  return { ...own, certificate: certificatePem(made) };
}
