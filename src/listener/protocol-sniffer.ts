import type { Socket } from 'node:net';
import type { ConnectionFacts } from '../model/facts.ts';
import { Handshakes } from './handshakes.ts';
import { type Opening, readOpening } from './opening.ts';
import type { Opened, SnifferParts } from './parts.ts';
import { served } from './served.ts';
import type { Outcome } from './watch.ts';

const unobserved: Opened = { plan: served, tell: () => {} };

/** Looks at how a client begins to speak, and leads it to TLS or to HTTP. */
export class ProtocolSniffer {
  readonly #parts: SnifferParts;
  readonly handshakes: Handshakes;
  /** Those that have not begun to speak, or are in the middle of their ClientHello. */
  readonly #waiting = new Set<Socket>();

  constructor(parts: SnifferParts) {
    this.#parts = parts;
    this.handshakes = new Handshakes(parts);
  }

  admit(socket: Socket, facts: ConnectionFacts): void {
    this.#waiting.add(socket);
    readOpening(socket, this.#parts.clock, (opening) => {
      this.#waiting.delete(socket);
      this.#lead(socket, facts, opening);
    });
  }

  #lead(socket: Socket, facts: ConnectionFacts, opening: Opening): void {
    switch (opening.kind) {
      case 'gone':
        socket.destroy();
        return;
      case 'http':
        this.#plain(socket, { ...facts, tls: false });
        return;
      case 'tls':
        // Half-open, a client that leaves in the handshake would leave no event behind.
        socket.allowHalfOpen = false;
        if (opening.hello === null) this.#parts.malformed(facts, 'ERR_NO_CLIENT_HELLO');
        this.#secure(socket, { ...facts, ...opening.hello, tls: true }, opening.hello === null);
    }
  }

  #plain(socket: Socket, facts: ConnectionFacts): void {
    const { plan } = this.#parts.opened(facts);
    this.#parts.connections.set(socket, { facts, transport: socket });
    if (plan.welcome.kind === 'serve') this.#parts.serve(socket);
    else this.#parts.turnAway(socket, plan.welcome);
  }

  /** What is no ClientHello meets no rule: the library refuses it, with the alert that fits. */
  #secure(socket: Socket, facts: ConnectionFacts, malformed: boolean): void {
    const opened = malformed ? unobserved : this.#parts.opened(facts);
    const { welcome } = opened.plan;
    if (welcome.kind === 'serve') {
      this.handshakes.shake(socket, facts, opened);
      return;
    }
    const undecided: Outcome = { reaction: { kind: 'undecided' }, version: null, request: null };
    opened.tell(facts, welcome.kind, undecided);
    this.#parts.turnAway(socket, welcome);
  }

  /** Nothing is under way with these. */
  dismissWaiting(): void {
    for (const socket of this.#waiting) socket.destroy();
  }
}
