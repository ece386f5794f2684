import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Server, TLSSocket } from 'node:tls';
import { sendFin, settleMs } from '../lib/fin.ts';
import type { ConnectionPlan, Handshake } from '../model/connection-plan.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import { alertRecord, findAlert } from '../tls/alerts.ts';
import { hostOf } from '../tls/authority.ts';
import { sendHalfFlight } from './half-flight.ts';
import type { Opened, SnifferParts } from './parts.ts';
import { SecureServers, transportOf } from './secure-servers.ts';
import { Watch } from './watch.ts';

/** At TLS 1.2 the server's Finished leaves only after the event that tells of the handshake. */
const finishedMs = 20;

/** For the alert that says why; then the connection goes, whatever the library thinks. */
const closeDelayMs = 1_000;

/** Time for a client to do its part once it has said its ClientHello. */
const handshakeTimeoutMs = 30_000;

interface Shake {
  readonly facts: ConnectionFacts;
  readonly plan: ConnectionPlan;
  readonly watch: Watch;
  /** Ends the waiting for the client's part. */
  inTime(): void;
}

function describeHandshake(handshake: Handshake): string {
  switch (handshake.kind) {
    case 'complete':
      return 'complete';
    case 'alert':
      return `alert ${findAlert(handshake.alert)?.name ?? handshake.alert}`;
    case 'bytes':
      return handshake.name;
    case 'stall':
      return `stall, flight: ${handshake.flight}`;
    case 'sever':
      return `${handshake.how}, flight: ${handshake.flight}`;
  }
}

/** Answers ClientHellos as planned, and sees what their clients make of it. */
export class Handshakes {
  readonly #parts: SnifferParts;
  readonly #servers: SecureServers;
  /** By the TCP connection while it shakes hands, by the TLS socket from then on. */
  readonly #shakes = new WeakMap<Socket, Shake>();

  constructor(parts: SnifferParts) {
    this.#parts = parts;
    this.#servers = new SecureServers(parts.lab, this.#attach);
  }

  /** A request arrived: whoever sent it goes on with the certificate that it was shown. */
  accepted(socket: Socket, request: IncomingMessage): void {
    this.#shakes.get(socket)?.watch.accepted(request);
  }

  shake(socket: Socket, asked: ConnectionFacts, { plan, tell }: Opened): void {
    const { handshake, terms, handshakeDelayMs } = plan;
    const shows =
      handshake.kind === 'complete' || (handshake.kind === 'sever' && handshake.flight === 'whole');
    const facts = shows ? { ...asked, certificate: terms.certificate } : asked;
    const played = describeHandshake(handshake);
    const watch = new Watch(socket, this.#parts.clock, (outcome) => tell(facts, played, outcome));
    const shake: Shake = { facts, plan, watch, inTime: () => {} };
    this.#shakes.set(socket, shake);
    if (handshakeDelayMs === 0) this.#answer(socket, shake);
    else
      socket.once(
        'close',
        this.#parts.clock.after(handshakeDelayMs, () => this.#answer(socket, shake)),
      );
  }

  #answer(socket: Socket, shake: Shake): void {
    const { facts, plan, watch } = shake;
    const { handshake } = plan;
    switch (handshake.kind) {
      case 'complete':
        watch.began('some');
        this.#begin(socket, shake);
        return;
      case 'alert':
      case 'bytes':
        socket.on('data', (chunk: Buffer) => watch.heard(chunk));
        socket.write(handshake.kind === 'alert' ? alertRecord(handshake.alert) : handshake.bytes);
        sendFin(socket, this.#parts.clock);
        return;
      case 'stall':
        if (handshake.flight === 'none') this.#parts.turnAway(socket, handshake);
        else this.#sendPart(socket, facts, plan, () => this.#parts.turnAway(socket, handshake));
        return;
      case 'sever':
        watch.began('none');
        if (handshake.flight === 'none') this.#sever(socket, socket, handshake.how);
        else if (handshake.flight === 'whole') this.#begin(socket, shake);
        else
          this.#sendPart(socket, facts, plan, () =>
            this.#parts.clock.after(settleMs, () => this.#sever(socket, socket, handshake.how)),
          );
    }
  }

  #hostsOf({ tunnel }: ConnectionFacts): readonly string[] {
    return tunnel === null ? this.#parts.lab.names : [hostOf(tunnel)];
  }

  #begin(socket: Socket, shake: Shake): void {
    const { facts, plan, watch } = shake;
    shake.inTime = this.#parts.clock.after(handshakeTimeoutMs, () => {
      watch.late();
      socket.destroy();
    });
    socket.once('close', () => shake.inTime());
    this.#servers.of(plan.terms, this.#hostsOf(facts)).emit('connection', socket);
  }

  #sendPart(socket: Socket, facts: ConnectionFacts, { terms }: ConnectionPlan, done: () => void): void {
    sendHalfFlight(socket, this.#servers.options(terms, this.#hostsOf(facts)), done);
  }

  #sever(socket: Socket, transport: Socket, how: 'fin' | 'rst'): void {
    if (how === 'fin') sendFin(socket, this.#parts.clock);
    else transport.resetAndDestroy();
  }

  readonly #attach = (server: Server): void => {
    server.on('secureConnection', (secure: TLSSocket) => this.#secured(secure));
    server.on('tlsClientError', (error: Error, secure: TLSSocket) => {
      const transport = transportOf(secure);
      this.#shakes.get(transport)?.watch.failed(error);
      transport.once(
        'close',
        this.#parts.clock.after(closeDelayMs, () => transport.destroy()),
      );
    });
  };

  #secured(secure: TLSSocket): void {
    const transport = transportOf(secure);
    const shake = this.#shakes.get(transport);
    // A client that leaves is no event of ours.
    secure.on('error', () => {});
    if (shake === undefined) return;
    const { facts, plan, watch } = shake;
    const { handshake } = plan;
    shake.inTime();
    this.#shakes.set(secure, shake);
    this.#parts.connections.set(secure, { facts, transport });
    watch.secured(secure);
    if (handshake.kind !== 'sever') this.#parts.serve(secure);
    else this.#parts.clock.after(finishedMs, () => this.#sever(secure, transport, handshake.how));
  }
}
