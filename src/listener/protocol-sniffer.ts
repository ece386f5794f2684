import type { Socket } from 'node:net';
import type { ConnectionFacts } from '../model/facts.ts';
import { Handshakes } from './handshakes.ts';
import { type Opening, readOpening } from './opening.ts';
import type { Opened, SnifferParts } from './parts.ts';
import { served } from './served.ts';
import type { Outcome } from './watch.ts';

const unobserved: Opened = { plan: served, report: () => {} };

/** Detects the protocol of a new connection by its first bytes and passes it to TLS or HTTP. */
export class ProtocolSniffer {
  readonly #parts: SnifferParts;
  readonly handshakes: Handshakes;
  /** Sockets without a first byte, or with an incomplete ClientHello. */
  readonly #waiting = new Set<Socket>();

  constructor(parts: SnifferParts) {
    this.#parts = parts;
    this.handshakes = new Handshakes(parts);
  }

  admit(socket: Socket, facts: ConnectionFacts): void {
    this.#waiting.add(socket);
    readOpening(socket, this.#parts, (opening) => {
      this.#waiting.delete(socket);
      this.#dispatch(socket, facts, opening);
    });
  }

  #dispatch(socket: Socket, facts: ConnectionFacts, opening: Opening): void {
    switch (opening.kind) {
      case 'gone':
        socket.destroy();
        return;
      case 'http':
        this.#plain(socket, { ...facts, tls: false });
        return;
      case 'http2':
        this.#plain(socket, { ...facts, tls: false, protocol: 'h2' });
        return;
      case 'tls':
        // A half-open socket would emit no `close` if the client disconnects during the handshake.
        socket.allowHalfOpen = false;
        if (opening.hello === null) this.#parts.malformed(facts, 'ERR_NO_CLIENT_HELLO');
        this.#secure(socket, { ...facts, ...this.#helloOf(opening), tls: true }, opening.hello === null);
    }
  }

  /** The protocol as ALPN will find it: HTTP/2 where both sides know it. */
  #helloOf({ hello }: Extract<Opening, { kind: 'tls' }>): Partial<ConnectionFacts> {
    const speaks = this.#parts.versions !== '1.1' && hello?.alpn.includes('h2') === true;
    return { ...hello, ...(speaks ? { protocol: 'h2' } : {}) };
  }

  #plain(socket: Socket, facts: ConnectionFacts): void {
    const { plan } = this.#parts.opened(facts);
    this.#parts.connections.set(socket, { facts, transport: socket, headBegan: null });
    if (plan.welcome.kind === 'serve') this.#parts.serve(socket, facts, plan);
    else this.#parts.applyWelcome(socket, plan.welcome);
  }

  /** A malformed ClientHello is not matched against rules: OpenSSL refuses it with the right alert. */
  #secure(socket: Socket, facts: ConnectionFacts, malformed: boolean): void {
    const opened = malformed ? unobserved : this.#parts.opened(facts);
    const { welcome } = opened.plan;
    if (welcome.kind === 'serve') {
      this.handshakes.start(socket, facts, opened);
      return;
    }
    const undecided: Outcome = { reaction: { kind: 'undecided' }, version: null, request: null };
    opened.report(facts, welcome.kind, undecided);
    this.#parts.applyWelcome(socket, welcome);
  }

  /** Destroys the sockets that have not sent a request yet. */
  closeWaiting(): void {
    for (const socket of this.#waiting) socket.destroy();
  }
}
