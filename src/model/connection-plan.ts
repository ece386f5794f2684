import type { Severance } from './step.ts';

/**
 * What happens to a socket, on accept or once it is known how its client begins to speak.
 * `stall` keeps it open in silence for `ms` and then closes it; `refuse` resets it and closes the port itself
 * for `ms`.
 */
export type Welcome =
  | { readonly kind: 'serve' }
  | { readonly kind: 'close' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'stall'; readonly ms: number }
  | { readonly kind: 'garbage'; readonly bytes: Buffer }
  | { readonly kind: 'refuse'; readonly ms: number };

/** How much of the server's side of a handshake is sent; `part`: its first bytes, within the first record. */
export type Flight = 'none' | 'part' | 'whole';

/** How a complete ClientHello is answered. All but `complete` end the connection. */
export type Handshake =
  | { readonly kind: 'complete' }
  /** An unencrypted alert record, then FIN; `alert` is its number (RFC 8446 section 6). */
  | { readonly kind: 'alert'; readonly alert: number }
  /** Bytes that are no TLS, then FIN; `name` says what they are. */
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Buffer }
  | { readonly kind: 'stall'; readonly flight: Exclude<Flight, 'whole'>; readonly ms: number }
  | { readonly kind: 'sever'; readonly flight: Flight; readonly how: Exclude<Severance, 'truncate'> };

/** What a certificate has wrong with it; `valid` has nothing. Described in `src/tls/profiles.ts`. */
export type CertificateProfile =
  | 'valid'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-host'
  | 'self-signed'
  | 'untrusted-root'
  | 'corporate-proxy'
  | 'incomplete-chain'
  | 'expired-intermediate'
  | 'bad-signature'
  | 'wrong-purpose'
  | 'no-san'
  | 'weak-key'
  | 'sha1';

/** What the server brings to a real handshake. Each combination has a TLS server of its own. */
export interface TlsTerms {
  readonly certificate: CertificateProfile;
  /** TLS 1.2 and 1.3, or 1.0 and 1.1. */
  readonly versions: 'current' | 'old';
  /** `none-shared`: one that no client offers. */
  readonly ciphers: 'current' | 'none-shared';
  readonly clientCertificate: 'not-asked' | 'required';
}

/** How a connection is treated, as plain data that connection and TLS faults rewrite. */
export interface ConnectionPlan {
  readonly welcome: Welcome;
  /** Silence before a ClientHello is answered, in milliseconds. */
  readonly handshakeDelayMs: number;
  readonly handshake: Handshake;
  readonly terms: TlsTerms;
}
