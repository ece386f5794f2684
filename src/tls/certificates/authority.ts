import type { Clock } from '../../lib/clock.ts';
import { certificatePem, ellipticKeys, makeCertificate, type Signer } from './certificate.ts';
import { authorityExtensions } from './extensions.ts';
import { type Span, validity } from './validity.ts';

export interface Authority extends Signer {
  /** PEM. */
  readonly certificate: string;
}

interface AuthorityPlan {
  /** `null`: a root, which signs itself. */
  readonly issuer: string | null;
  readonly span: Span;
  /** Maximum number of authorities between this one and a leaf (path length constraint). */
  readonly below: number;
}

const tenYears: Span = [-1, 3_650];
/** Days; less than the 825 days that Apple's verifiers allow for a leaf. */
export const inForce: Span = [-1, 820];
export const past: Span = [-60, -1];
export const future: Span = [30, 90];

const plans = {
  root: { issuer: null, span: tenYears, below: 1 },
  intermediate: { issuer: 'root', span: inForce, below: 0 },
  'expired-intermediate': { issuer: 'root', span: past, below: 0 },
  'corporate-root': { issuer: null, span: tenYears, below: 0 },
  'untrusted-root': { issuer: null, span: tenYears, below: 1 },
  'untrusted-intermediate': { issuer: 'untrusted-root', span: inForce, below: 0 },
} as const satisfies Record<string, AuthorityPlan>;

export type AuthorityName = keyof typeof plans;

/** The blank prevents verifiers from reading the name as a host name and applying the constraints to it. */
export const commonNameOf = (name: AuthorityName) => `badgateway ${name}`;

/** Hosts for which a root may sign: the lab's names, and hosts under `.invalid` (RFC 6761 section 6.4). */
export const permittedBy = (names: readonly string[]): readonly string[] => [...names, 'invalid'];

export const issuerOf = (name: AuthorityName): AuthorityName | null => plans[name].issuer;

/** Makes an authority. `issuer`: `null` for a root, which is constrained to the names. */
export function makeAuthority(
  name: AuthorityName,
  { names, clock }: { readonly names: readonly string[]; readonly clock: Clock },
  issuer: Authority | null,
): Authority {
  const { span, below } = plans[name];
  const own: Signer = { ...ellipticKeys(), commonName: commonNameOf(name) };
  const certificate = makeCertificate({
    commonName: own.commonName,
    publicKey: own.publicKey,
    issuer: issuer ?? own,
    validity: validity(clock, span),
    digest: 'sha256',
    extensions: authorityExtensions(below, issuer === null ? permittedBy(names) : []),
  });
  return { ...own, certificate: certificatePem(certificate) };
}
