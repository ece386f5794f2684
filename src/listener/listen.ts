import { type RequestListener, Server, type ServerOptions } from 'node:http';
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import { errorCode, sayBindError } from '../lib/errors.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { Connection, ConnectionFacts } from '../model/facts.ts';
import { welcome } from './welcome.ts';

export interface ListenerParts {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly handle: RequestListener;
  /** Classes for requests and responses. */
  readonly classes: ServerOptions;
  /** Filled on accept; whoever serves a request reads it. */
  readonly connections: WeakMap<Socket, Connection>;
  /** How a new connection is treated. */
  plan(facts: ConnectionFacts): ConnectionPlan;
  /** A connection whose bytes were no HTTP: `code` is Node's, such as `HPE_INVALID_METHOD`. */
  malformed(facts: ConnectionFacts, code: string): void;
}

export interface Listener {
  readonly port: number;
  /** Refuses new connections, lets answers under way finish for `graceMs`, then ends the rest. */
  close(graceMs: number): Promise<void>;
}

/** Connections at a time; further ones are closed by the kernel's accept queue. */
const maxConnections = 20_000;

/** Longer than the pools of common clients keep an idle connection, so that they close first. */
const keepAliveMs = 65_000;

/** How often a closing listener looks for connections that have become idle. */
const drainStepMs = 50;

const statusOfParseError: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function bind(server: NetServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(sayBindError(error, host, port)));
    server.listen({ host, port, backlog: 1_024 }, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Owns the port: decides on accept, then hands the socket to the HTTP server. */
class Port {
  readonly #sockets = new Set<Socket>();
  readonly #parts: ListenerParts;
  readonly #net: NetServer;
  readonly #http: Server;
  #accepted = 0;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
    this.#http = new Server({ ...parts.classes, keepAliveTimeout: keepAliveMs }, parts.handle);
    this.#net = createServer({ allowHalfOpen: true, noDelay: true }, this.#accept);
    this.#net.maxConnections = maxConnections;
  }

  async open(): Promise<Listener> {
    const port = await bind(this.#net, this.#parts.host, this.#parts.port);
    // It never listens itself; without this, header and request time-outs would never be checked.
    this.#http.emit('listening');
    // The body is asked for by whoever reads it, or by the upstream.
    this.#http.on('checkContinue', this.#parts.handle);
    this.#http.on('checkExpectation', this.#parts.handle);
    this.#http.on('clientError', this.#refuse);
    return { port, close: (graceMs) => this.#close(graceMs) };
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
    this.#parts.connections.set(socket, { facts, transport: socket });
    socket.once('close', () => this.#sockets.delete(socket));
    // A client that leaves is no event of ours; whoever plays an answer notices by the close.
    socket.on('error', () => {});
    const plan = this.#parts.plan(facts);
    if (plan.welcome.kind !== 'serve') {
      welcome(socket, plan.welcome, this.#parts.clock);
      return;
    }
    // Whatever becomes a request has come without TLS.
    this.#parts.connections.set(socket, { facts: { ...facts, tls: false }, transport: socket });
    this.#http.emit('connection', socket);
  };

  readonly #refuse = (error: Error, stream: unknown): void => {
    const socket = stream as Socket;
    const facts = this.#parts.connections.get(socket)?.facts;
    const code = errorCode(error);
    if (facts !== undefined && code !== 'ECONNRESET') this.#parts.malformed(facts, code);
    if (!socket.writable || socket.bytesWritten > 0) {
      socket.destroy();
      return;
    }
    const status = statusOfParseError[code] ?? '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    this.#parts.clock.after(1_000, () => socket.destroy());
  };

  async #close(graceMs: number): Promise<void> {
    const { clock } = this.#parts;
    const closed = new Promise<void>((resolve) => this.#net.close(() => resolve()));
    const deadline = clock.now() + graceMs;
    this.#http.closeIdleConnections();
    while (this.#sockets.size > 0 && clock.now() < deadline) {
      await new Promise<void>((resolve) => clock.after(drainStepMs, resolve));
      this.#http.closeIdleConnections();
    }
    for (const socket of this.#sockets) socket.destroy();
    this.#http.close();
    await closed;
  }
}

export function listen(parts: ListenerParts): Promise<Listener> {
  return new Port(parts).open();
}
