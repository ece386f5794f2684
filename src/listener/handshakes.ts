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

/** Milliseconds to wait: in TLS 1.2, Node sends the server's Finished only after `secureConnection`. */
const finishedMs = 20;

/** Milliseconds for the alert to be sent; after that the connection is destroyed in any case. */
const closeDelayMs = 1_000;

/** Milliseconds that a client has to complete the handshake after its ClientHello. */
const handshakeTimeoutMs = 30_000;

interface PendingHandshake {
  readonly facts: ConnectionFacts;
  readonly plan: ConnectionPlan;
  readonly watch: Watch;
  /** Cancels the handshake timeout. */
  cancelTimeout(): void;
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

/** Answers ClientHellos as planned, and reports how the clients react. */
export class Handshakes {
  readonly #parts: SnifferParts;
  readonly #servers: SecureServers;
  /** Keys: the TCP socket during the handshake, the TLS socket after it. */
  readonly #pending = new WeakMap<Socket, PendingHandshake>();

  constructor(parts: SnifferParts) {
    this.#parts = parts;
    this.#servers = new SecureServers(parts, this.#attach);
  }

  /** A request has arrived, so its client has accepted the certificate that it was shown. */
  accepted(socket: Socket, request: IncomingMessage): void {
    this.#pending.get(socket)?.watch.accepted(request);
  }

  start(socket: Socket, asked: ConnectionFacts, { plan, report }: Opened): void {
    const { handshake, terms, handshakeDelayMs } = plan;
    const shows =
      handshake.kind === 'complete' || (handshake.kind === 'sever' && handshake.flight === 'whole');
    const facts = shows ? { ...asked, certificate: terms.certificate } : asked;
    const played = describeHandshake(handshake);
    const watch = new Watch(socket, this.#parts.clock, (outcome) => report(facts, played, outcome));
    const pending: PendingHandshake = { facts, plan, watch, cancelTimeout: () => {} };
    this.#pending.set(socket, pending);
    if (handshakeDelayMs === 0) this.#answer(socket, pending);
    else
      socket.once(
        'close',
        this.#parts.waits.after(handshakeDelayMs, () => this.#answer(socket, pending)),
      );
  }

  #answer(socket: Socket, pending: PendingHandshake): void {
    const { facts, plan, watch } = pending;
    const { handshake } = plan;
    switch (handshake.kind) {
      case 'complete':
        watch.began('some');
        this.#begin(socket, pending);
        return;
      case 'alert':
      case 'bytes':
        socket.on('data', (chunk: Buffer) => watch.receivedBytes(chunk));
        socket.write(handshake.kind === 'alert' ? alertRecord(handshake.alert) : handshake.bytes);
        sendFin(socket, this.#parts.clock);
        return;
      case 'stall':
        if (handshake.flight === 'none') this.#parts.applyWelcome(socket, handshake);
        else this.#sendPart(socket, facts, plan, () => this.#parts.applyWelcome(socket, handshake));
        return;
      case 'sever':
        watch.began('none');
        if (handshake.flight === 'none') this.#sever(socket, socket, handshake.how);
        else if (handshake.flight === 'whole') this.#begin(socket, pending);
        else
          this.#sendPart(socket, facts, plan, () =>
            this.#parts.clock.after(settleMs, () => this.#sever(socket, socket, handshake.how)),
          );
    }
  }

  #hostsOf({ tunnel }: ConnectionFacts): readonly string[] {
    return tunnel === null ? this.#parts.lab.names : [hostOf(tunnel)];
  }

  #begin(socket: Socket, pending: PendingHandshake): void {
    const { facts, plan, watch } = pending;
    pending.cancelTimeout = this.#parts.clock.after(handshakeTimeoutMs, () => {
      watch.timedOut();
      socket.destroy();
    });
    socket.once('close', () => pending.cancelTimeout());
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
      this.#pending.get(transport)?.watch.failed(error);
      transport.once(
        'close',
        this.#parts.clock.after(closeDelayMs, () => transport.destroy()),
      );
    });
  };

  #secured(secure: TLSSocket): void {
    const transport = transportOf(secure);
    const pending = this.#pending.get(transport);
    // Ignored: a client may disconnect at any time; `watch` handles its close.
    secure.on('error', () => {});
    if (pending === undefined) return;
    const { facts, plan, watch } = pending;
    const { handshake } = plan;
    pending.cancelTimeout();
    this.#pending.set(secure, pending);
    this.#parts.connections.set(secure, { facts, transport, headBegan: null });
    watch.secured(secure);
    if (handshake.kind !== 'sever') this.#parts.serve(secure, facts, plan);
    else this.#parts.clock.after(finishedMs, () => this.#sever(secure, transport, handshake.how));
  }
}
