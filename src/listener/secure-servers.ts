import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { TlsTerms } from '../model/connection-plan.ts';
import type { Lab } from '../tls/certificates/lab.ts';

/** Servers kept at a time; one for each combination of terms and hosts. */
const maxServers = 256;

/** Terms of our own choice are refused by the library unless it is told to take everything. */
const anything = '@SECLEVEL=0';

/** Certificates that today's library would not even serve. */
const outdated = new Set<TlsTerms['certificate']>(['weak-key', 'sha1']);

type Bounds = Pick<TlsOptions, 'minVersion' | 'maxVersion' | 'ciphers'>;

function boundsOf({ versions, ciphers, certificate }: TlsTerms): Bounds {
  // OpenSSL has it, no client offers it: it would authenticate and encrypt nothing.
  if (ciphers === 'none-shared') return { maxVersion: 'TLSv1.2', ciphers: `NULL-SHA256:${anything}` };
  if (versions === 'old')
    return { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: `DEFAULT:${anything}` };
  return { minVersion: 'TLSv1.2', ...(outdated.has(certificate) ? { ciphers: `DEFAULT:${anything}` } : {}) };
}

/** The TCP connection under TLS. Node tells it nowhere else, and a handshake may fail before any event. */
export function transportOf(secure: TLSSocket): Socket {
  return (secure as unknown as { readonly _parent: Socket })._parent;
}

/**
 * One TLS server for each certificate and set of terms, made when it is first needed, without tickets: a
 * resumed session shows no certificate, and a client would never see the one that is armed now.
 */
export class SecureServers {
  readonly #lab: Lab;
  readonly #attach: (server: Server) => void;
  readonly #servers = new BoundedMap<string, Server>(maxServers);

  /** `attach` listens to what becomes of the connections of a new server. */
  constructor(lab: Lab, attach: (server: Server) => void) {
    this.#lab = lab;
    this.#attach = attach;
  }

  /** The options of one server; also for a handshake that is sent in part. */
  options(terms: TlsTerms, hosts: readonly string[]): TlsOptions {
    const { key, chain } = this.#lab.credentials(terms.certificate, hosts);
    const asked = terms.clientCertificate === 'required';
    return {
      ...boundsOf(terms),
      ...(asked ? { requestCert: true, rejectUnauthorized: true, ca: this.#lab.root() } : {}),
      key,
      cert: chain,
      ALPNProtocols: ['http/1.1'],
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
