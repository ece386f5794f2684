import type { CertificateProfile } from '../model/connection-plan.ts';

/** What accepting a certificate proves about a client. `nothing`: verifying clients may accept it too. */
export type Evidence = 'verification-off' | 'host-name-check-off' | 'nothing';

export interface Profile {
  /** Completes "a certificate that …". */
  readonly says: string;
  readonly evidence: Evidence;
}

/** All certificates that the gateway can show. */
export const profiles: Readonly<Record<CertificateProfile, Profile>> = {
  valid: { says: 'is in order', evidence: 'nothing' },
  expired: { says: 'has expired', evidence: 'verification-off' },
  'not-yet-valid': { says: 'is not yet valid', evidence: 'verification-off' },
  'wrong-host': { says: 'is for another host', evidence: 'host-name-check-off' },
  'self-signed': { says: 'is signed by itself', evidence: 'verification-off' },
  'untrusted-root': { says: 'comes from a root that no client has', evidence: 'verification-off' },
  'corporate-proxy': {
    says: "comes from a corporate proxy's own root, which is sent along",
    evidence: 'nothing',
  },
  'incomplete-chain': { says: 'comes without its intermediate', evidence: 'nothing' },
  'expired-intermediate': { says: 'comes from an intermediate that has expired', evidence: 'nothing' },
  'bad-signature': { says: 'has a signature with a bit flipped', evidence: 'verification-off' },
  'wrong-purpose': { says: 'is for clients alone', evidence: 'nothing' },
  'no-san': { says: 'names its host in the common name alone', evidence: 'nothing' },
  'weak-key': { says: 'has an RSA key of 1024 bits', evidence: 'nothing' },
  sha1: { says: 'is signed over SHA-1', evidence: 'nothing' },
};

/**
 * Whether clients may have the root of the corporate proxy. `secret`: the root was never exported. `trusted`:
 * a drill made its command trust it besides the others.
 */
export type CorporateRoot = 'secret' | 'given-out' | 'trusted';

/**
 * What accepting a certificate proves. A client cannot trust a secret root, so accepting it proves a defect.
 */
export function evidenceOf(profile: CertificateProfile, corporateRoot: CorporateRoot): Evidence {
  const unknown = profile === 'corporate-proxy' && corporateRoot === 'secret';
  return unknown ? 'verification-off' : profiles[profile].evidence;
}
