import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { TlsTerms } from '../model/connection-plan.ts';
import type { SnifferParts } from './parts.ts';

/** Maximum number of servers that are kept, one for each combination of terms and hosts. */
const maxServers = 256;

/** OpenSSL refuses outdated terms unless its security level is 0. */
const anything = '@SECLEVEL=0';

/** Certificates that OpenSSL refuses to serve at its default security level. */
const outdated = new Set<TlsTerms['certificate']>(['weak-key', 'sha1']);

type Bounds = Pick<TlsOptions, 'minVersion' | 'maxVersion' | 'ciphers'>;

function boundsOf({ versions, ciphers, certificate }: TlsTerms): Bounds {
  // OpenSSL supports this suite, but no client offers it, because it does not encrypt.
  if (ciphers === 'none-shared') return { maxVersion: 'TLSv1.2', ciphers: `NULL-SHA256:${anything}` };
  if (versions === 'old')
    return { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: `DEFAULT:${anything}` };
  return { minVersion: 'TLSv1.2', ...(outdated.has(certificate) ? { ciphers: `DEFAULT:${anything}` } : {}) };
}

/**
 * The TCP socket under TLS. Node has no public property for it, and a handshake may fail before any event.
 */
export function transportOf(secure: TLSSocket): Socket {
  return (secure as unknown as { readonly _parent: Socket })._parent;
}

type SecureParts = Pick<SnifferParts, 'lab' | 'versions'>;

/**
 * One TLS server for each certificate and set of terms, made when first needed. Session tickets are off,
 * because a resumed session shows no certificate, so a client would not see the one that is active now.
 */
export class SecureServers {
  readonly #parts: SecureParts;
  readonly #attach: (server: Server) => void;
  readonly #servers = new BoundedMap<string, Server>(maxServers);

  /** `attach` adds the listeners to a new server. */
  constructor(parts: SecureParts, attach: (server: Server) => void) {
    this.#parts = parts;
    this.#attach = attach;
  }

  /** The options of one server; also used for a handshake that is sent in part. */
  options(terms: TlsTerms, hosts: readonly string[]): TlsOptions {
    const { lab, versions } = this.#parts;
    const { key, chain } = lab.credentials(terms.certificate, hosts);
    const asked = terms.clientCertificate === 'required';
    return {
      ...boundsOf(terms),
      ...(asked ? { requestCert: true, rejectUnauthorized: true, ca: lab.root() } : {}),
      key,
      cert: chain,
      ALPNProtocols: versions === '1.1' ? ['http/1.1'] : ['h2', 'http/1.1'],
      secureOptions: constants.SSL_OP_NO_TICKET,
    };
  }

  of(terms: TlsTerms, hosts: readonly string[]): Server {
    return this.#servers.ensure(JSON.stringify([terms, hosts]), () => {
      const server = createServer(this.options(terms, hosts));
      this.#attach(server);
      return server;
    });
  }
}
