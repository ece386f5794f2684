import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import type { ConnectionPlan, Welcome } from '../model/connection-plan.ts';
import type { Connection, ConnectionFacts } from '../model/facts.ts';
import type { Lab } from '../tls/certificates/lab.ts';
import { Handshakes } from './handshakes.ts';
import { type Opening, readOpening } from './opening.ts';
import { served } from './served.ts';
import type { Outcome } from './watch.ts';

/** How a connection is treated from its first bytes on. */
export interface Opened {
  readonly plan: ConnectionPlan;
  /** Takes what became of a TLS opening, once. `played` says what was done. */
  tell(facts: ConnectionFacts, played: string, outcome: Outcome): void;
}

export interface DoorParts {
  readonly clock: Clock;
  readonly lab: Lab;
  /** Filled before a socket is handed on; whoever serves a request reads it. */
  readonly connections: WeakMap<Socket, Connection>;
  /** By now it is known how the client begins to speak. */
  opened(facts: ConnectionFacts): Opened;
  /** TLS by its first byte, and then no ClientHello. */
  malformed(facts: ConnectionFacts, code: string): void;
  /** Plays what is not `serve`. */
  turnAway(socket: Socket, welcome: Exclude<Welcome, { kind: 'serve' }>): void;
  /** Takes a socket on which HTTP is spoken, decrypted where it came by TLS. */
  serve(socket: Socket): void;
}

const untold: Opened = { plan: served, tell: () => {} };

/** Looks at how a client begins to speak, and leads it to TLS or to HTTP. */
export class Door {
  readonly #parts: DoorParts;
  readonly handshakes: Handshakes;
  /** Those that have not begun to speak, or are in the middle of their ClientHello. */
  readonly #waiting = new Set<Socket>();

  constructor(parts: DoorParts) {
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
    const opened = malformed ? untold : this.#parts.opened(facts);
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
