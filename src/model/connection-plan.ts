import type { Severance } from './step.ts';

/**
 * What is done with a socket, on accept or after its protocol is known. `stall` keeps it open in silence for
 * `ms` and then closes it; `refuse` resets it and closes the listening port for `ms`.
 */
export type Welcome =
  | { readonly kind: 'serve' }
  | { readonly kind: 'close' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'stall'; readonly ms: number }
  | { readonly kind: 'garbage'; readonly bytes: Buffer }
  | { readonly kind: 'refuse'; readonly ms: number };

/** How much of the server's handshake messages is sent; `part`: the first bytes, within the first record. */
export type Flight = 'none' | 'part' | 'whole';

/** How a complete ClientHello is answered. All but `complete` end the connection. */
export type Handshake =
  | { readonly kind: 'complete' }
  /** An unencrypted alert record, then FIN; `alert` is its number (RFC 8446 section 6). */
  | { readonly kind: 'alert'; readonly alert: number }
  /** Bytes that are not TLS, then FIN; `name` describes them. */
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Buffer }
  | { readonly kind: 'stall'; readonly flight: Exclude<Flight, 'whole'>; readonly ms: number }
  | { readonly kind: 'sever'; readonly flight: Flight; readonly how: Exclude<Severance, 'truncate'> };

/** The defect of a certificate; `valid` has none. Described in `src/tls/profiles.ts`. */
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

/** The server's terms in a real handshake. Each combination has its own TLS server. */
export interface TlsTerms {
  readonly certificate: CertificateProfile;
  /** TLS 1.2 and 1.3, or 1.0 and 1.1. */
  readonly versions: 'current' | 'old';
  /** `none-shared`: a cipher suite that no client offers. */
  readonly ciphers: 'current' | 'none-shared';
  readonly clientCertificate: 'not-asked' | 'required';
}

/** The plan for a connection, as plain data that connection and TLS faults rewrite. */
export interface ConnectionPlan {
  readonly welcome: Welcome;
  /** Silence before a ClientHello is answered, in milliseconds. */
  readonly handshakeDelayMs: number;
  readonly handshake: Handshake;
  readonly terms: TlsTerms;
  /** How long a client of HTTP/2 is given no window to send bodies, in milliseconds; 0: it has one. */
  readonly windowStallMs: number;
}
