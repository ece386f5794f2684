import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errorCode } from '../lib/errors.ts';
import { sendFin } from '../lib/fin.ts';
import type { ConnectionPlan, Welcome } from '../model/connection-plan.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { HandleHttp2, Http2 } from './http2.ts';
import type { ListenerParts } from './listener-parts.ts';
import { playWelcome } from './play-plan.ts';
import { Port } from './port.ts';
import { ProtocolSniffer } from './protocol-sniffer.ts';
import { ReadWatch } from './read-watch.ts';
import { isOfTls, refuseRequest } from './refuse-request.ts';
import { openTunnel, refuseTunnel } from './tunnel.ts';

export interface Listener {
  readonly port: number;
  /** Number of connections that are open. */
  readonly connections: number;
  /** Closes idle keep-alive connections, so that their clients open new ones. */
  closeIdle(): void;
  /** Refuses new connections, lets current answers finish for up to `graceMs`, then ends the rest. */
  close(graceMs: number): Promise<void>;
}

/** Milliseconds; longer than the keep-alive of common clients, so that the client closes first. */
const keepAliveMs = 65_000;

/** 0: Node does not look at its own clock; `ReadWatch` and the code that reads a body do that. */
const nodeTimeouts = { keepAliveTimeout: keepAliveMs, headersTimeout: 0, requestTimeout: 0 };

/** Node looks at this member for each connection; its types have it as an option alone. */
type Bounded = Server & { maxHeaderSize: number };

/** Milliseconds between two checks for idle connections while the listener closes. */
const drainStepMs = 50;

/** One port for HTTP and HTTPS: plans each connection, detects its protocol, passes it to the HTTP server. */
class PortListener implements Listener {
  readonly #sockets = new Set<Socket>();
  readonly #parts: ListenerParts;
  readonly #port: Port;
  readonly #http: Bounded;
  readonly #sniffer: ProtocolSniffer;
  readonly #reads: ReadWatch;
  /** Connections whose further bytes are read no more. */
  readonly #refused = new WeakSet<Socket>();
  /** `null`: it is not spoken, and nothing of it is loaded. */
  #http2: Http2 | null = null;
  #accepted = 0;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
    this.#http = new Server({ ...parts.classes, ...nodeTimeouts }) as Bounded;
    // Node would leave out what comes behind 1,000 fields, and say nothing of it.
    this.#http.maxHeadersCount = 0;
    this.#port = new Port({ ...parts, accept: this.#accept });
    this.#sniffer = new ProtocolSniffer({
      ...parts,
      serve: this.#serve,
      applyWelcome: this.#applyWelcome,
    });
    const { clock, readMs: limitMs } = parts;
    this.#reads = new ReadWatch({ clock, limitMs, late: this.#late });
  }

  get port(): number {
    return this.#port.number;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  async open(): Promise<this> {
    if (this.#parts.versions !== '1.1') {
      const { Http2 } = await import('./http2.ts');
      this.#http2 = new Http2({ ...this.#parts, handle: this.#handleHttp2 });
    }
    await this.#port.bind();
    // The HTTP server does not listen itself; without this event Node would not know its idle connections.
    this.#http.emit('listening');
    // `checkContinue` too: the code that reads the body, or the upstream, sends 100 Continue.
    for (const event of ['request', 'checkContinue', 'checkExpectation']) this.#http.on(event, this.#handle);
    this.#http.on('connect', this.#connect);
    this.#http.on('clientError', (error: Error, socket) => this.#refuse(error, socket as Socket));
    return this;
  }

  readonly #accept = (socket: Socket): void => {
    this.#accepted += 1;
    const facts: ConnectionFacts = {
      connection: this.#accepted,
      at: this.#parts.clock.now(),
      address: socket.remoteAddress ?? '',
      tls: null,
      sni: null,
      alpn: [],
      tunnel: null,
      certificate: null,
    };
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#parts.closed(facts);
    });
    // Ignored: a client may disconnect at any time; the code that writes an answer handles the close.
    socket.on('error', () => {});
    const plan = this.#parts.plan(facts);
    if (plan.welcome.kind === 'serve') this.#sniffer.admit(socket, facts);
    else this.#applyWelcome(socket, plan.welcome);
  };

  readonly #applyWelcome = (socket: Socket, plan: Exclude<Welcome, { kind: 'serve' }>): void =>
    playWelcome(socket, plan, this.#parts, (ms) => this.#port.refuse(ms));

  /** Without TLS the first byte has come with the request; a handshake says nothing of one. */
  readonly #serve = (socket: Socket, { protocol }: ConnectionFacts, plan: ConnectionPlan): void => {
    if (protocol === 'h2' && this.#http2 !== null) {
      this.#http2.serve(socket, plan);
      return;
    }
    this.#reads.began(socket, 'encrypted' in socket ? 'silent' : 'begun');
    this.#http.maxHeaderSize = this.#parts.headBytes();
    this.#http.emit('connection', socket);
  };

  readonly #handleHttp2: HandleHttp2 = (request, response) => {
    if ('encrypted' in request.socket) this.#sniffer.handshakes.accepted(request.socket, request);
    this.#parts.handleHttp2(request, response);
  };

  readonly #late = (socket: Socket): void => {
    const { connections, malformed, requestTimeout, clock } = this.#parts;
    const facts = connections.get(socket)?.facts;
    if (facts !== undefined) malformed(facts, 'ERR_HTTP_REQUEST_TIMEOUT');
    refuseRequest(socket, requestTimeout(), clock);
  };

  readonly #handle = (req: IncomingMessage, res: ServerResponse): void => {
    // The rest of a head that came too late, or behind bytes that were refused.
    if (!req.socket.writable) return;
    this.#noteHead(req, res);
    if ('encrypted' in req.socket) this.#sniffer.handshakes.accepted(req.socket, req);
    this.#parts.handle(req, res);
  };

  #noteHead(req: IncomingMessage, res: ServerResponse): void {
    const began = this.#reads.arrived(req, res);
    const connection = this.#parts.connections.get(req.socket);
    if (connection !== undefined) connection.headBegan = began;
  }

  readonly #connect = (req: IncomingMessage, stream: unknown, head: Buffer): void => {
    const socket = stream as Socket;
    const facts = this.#parts.connections.get(socket)?.facts;
    this.#reads.left(socket);
    if (facts === undefined || !socket.writable) {
      socket.destroy();
      return;
    }
    this.#sniffer.handshakes.accepted(socket, req);
    const tunnel = req.url ?? '';
    const refusal = this.#parts.refusesTunnel(facts, tunnel);
    if (refusal !== null) {
      refuseTunnel(socket, refusal, this.#parts.clock);
      return;
    }
    openTunnel(socket, head, this.#parts.tunnelHeaders());
    this.#sniffer.admit(socket, { ...facts, tunnel, tls: null });
  };

  #refuse(error: Error, socket: Socket): void {
    // What comes behind an answer that ended the connection belongs to the request that was refused.
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    // Node calls for every further chunk.
    if (this.#refused.has(socket)) return;
    this.#refused.add(socket);
    const { connections, malformed, invalidRequest, clock } = this.#parts;
    const facts = connections.get(socket)?.facts;
    const code = errorCode(error);
    if (facts !== undefined && code !== 'ECONNRESET' && !isOfTls(code)) malformed(facts, code);
    const answer = () => {
      // Behind an earlier answer nonsense is no request that waits for one; a head that goes on too long is.
      const isRequest = socket.bytesWritten === 0 || (isHead(code) && this.#reads.isAwaiting(socket));
      if (isRequest) refuseRequest(socket, invalidRequest(code), clock);
      else sendFin(socket, clock);
    };
    // The requests before are no worse for it; RFC 9112 section 9.6 asks for their answers.
    if (isOfTls(code)) socket.destroy();
    else if (!code.startsWith('HPE_') || !this.#reads.isAnswering(socket, answer)) answer();
  }

  closeIdle(): void {
    this.#http.closeIdleConnections();
    this.#http2?.closeIdle();
  }

  async close(graceMs: number): Promise<void> {
    const { clock } = this.#parts;
    const closed = this.#port.close();
    const deadline = clock.now() + graceMs;
    this.#sniffer.closeWaiting();
    this.closeIdle();
    this.#http2?.drain();
    while (this.#sockets.size > 0 && clock.now() < deadline) {
      await new Promise<void>((resolve) => clock.after(drainStepMs, resolve));
      this.closeIdle();
    }
    for (const socket of this.#sockets) socket.destroy();
    this.#http.close();
    await closed;
  }
}

const isHead = (code: string): boolean => code === 'HPE_HEADER_OVERFLOW';

export function listen(parts: ListenerParts): Promise<Listener> {
  return new PortListener(parts).open();
}
