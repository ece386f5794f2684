import type { CertificateProfile } from '../../model/connection-plan.ts';

/** What a TLS server shows. PEM; the chain is what is sent, leaf first. */
export interface Credentials {
  readonly key: string;
  readonly chain: string;
}

/** Makes certificates, right and wrong, when they are asked for; what was made once is kept in memory. */
export interface Lab {
  /** Hosts that the valid certificate is for: `localhost`, `127.0.0.1`, `::1` and the names given. */
  readonly names: readonly string[];
  /** Whether a host, without a port, is one of the names or lies under a `*.` one. */
  covers(host: string): boolean;
  /** `hosts`: whom the leaf is for, as far as the profile lets it; covered ones. */
  credentials(profile: CertificateProfile, hosts: readonly string[]): Credentials;
  /** PEM of the root that clients may trust; it is constrained to the names. */
  root(): string;
  /** PEM of the corporate proxy's root, constrained too. */
  corporateRoot(): string;
  /** A certificate and key for a client, from our root. */
  client(): Credentials;
}
