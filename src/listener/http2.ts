import type { IncomingMessage } from 'node:http';
import {
  constants,
  createServer,
  type Http2Server,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import type { ClientResponse } from '../model/client-response.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import { http2Errors } from '../model/http2-error.ts';
import { Http2Request } from './http2-request.ts';
import { type Carrier, Http2Response } from './http2-response.ts';

/** Called with each request. */
export type HandleHttp2 = (request: IncomingMessage, response: ClientResponse) => void;

/** One connection that speaks HTTP/2. */
interface Session {
  readonly session: Http2Session;
  readonly socket: Socket;
  /** Streams that are open. */
  streams: number;
  /** Cancels its end for want of a stream. */
  cancelEnd(): void;
}

/** Milliseconds without a stream after which a connection is closed; for a first head as well. */
const idleMs = 65_000;

/**
 * Streams of one connection that a client may have open. How many it may open and reset at once, and in a
 * second, Node bounds by itself: it ends a session that goes on so (1,000, and 33 a second).
 */
const maxStreams = 1_000;

/** Bytes of a body that a client may send ahead: the default of RFC 9113 section 6.5.2. */
const window = 65_535;

/** Milliseconds that a client may go on to send a body behind its answer, before RST_STREAM stops it. */
const lingerMs = 1_000;

interface Http2Parts {
  readonly handle: HandleHttp2;
  readonly clock: Pick<Clock, 'after'>;
  /** By which faults wait. */
  readonly waits: Pick<Clock, 'after'>;
}

/**
 * HTTP/2 on connections that the listener has accepted, by `node:http2`, loaded with this file alone.
 */
export class Http2 {
  readonly #parts: Http2Parts;
  readonly #server: Http2Server;
  /** Its clients have no window to send bodies. */
  readonly #stalling: Http2Server;
  readonly #sessions = new Map<Http2Session, Session>();
  /** The socket that is being handed over: `session` is emitted before that is done. */
  #handed: Socket | null = null;

  constructor(parts: Http2Parts) {
    this.#parts = parts;
    this.#server = this.#create(window);
    this.#stalling = this.#create(0);
  }

  #create(initialWindowSize: number): Http2Server {
    const server = createServer({ settings: { maxConcurrentStreams: maxStreams, initialWindowSize } });
    server.on('session', (session) => this.#began(session));
    // Ignored: what a client does wrong ends its session; the close of its socket follows.
    server.on('sessionError', () => {});
    server.on('stream', this.#asked);
    return server;
  }

  serve(socket: Socket, { windowStallMs }: Pick<ConnectionPlan, 'windowStallMs'>): void {
    this.#handed = socket;
    (windowStallMs > 0 ? this.#stalling : this.#server).emit('connection', socket);
    this.#handed = null;
    if (windowStallMs > 0) this.#openLater(socket, windowStallMs);
  }

  #openLater(socket: Socket, ms: number): void {
    const open = (): void => {
      for (const { session, socket: own } of this.#sessions.values())
        if (own === socket && !session.destroyed) session.settings({ initialWindowSize: window });
    };
    socket.once('close', this.#parts.waits.after(ms, open));
  }

  #began(session: Http2Session): void {
    const socket = this.#handed;
    if (socket === null) return;
    const known: Session = { session, socket, streams: 0, cancelEnd: () => {} };
    this.#sessions.set(session, known);
    this.#endLater(known);
    session.on('close', () => {
      known.cancelEnd();
      this.#sessions.delete(session);
    });
  }

  #endLater(known: Session): void {
    known.cancelEnd = this.#parts.clock.after(idleMs, () => known.session.close());
  }

  readonly #asked = (
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    _flags: number,
    raw: readonly string[],
  ): void => {
    const known = stream.session === undefined ? undefined : this.#sessions.get(stream.session);
    if (known === undefined) {
      stream.destroy();
      return;
    }
    known.cancelEnd();
    known.streams += 1;
    stream.on('close', () => {
      known.streams -= 1;
      if (known.streams === 0 && !known.session.closed) this.#endLater(known);
    });
    stream.on('finish', () => this.#stopLater(stream));
    const request = new Http2Request(stream, known.socket, { headers, raw });
    const carrier: Carrier = {
      socket: known.socket,
      retire: () => known.session.close(),
      goaway: ({ error, debug }) => known.session.goaway(http2Errors.indexOf(error), 0, Buffer.from(debug)),
    };
    this.#parts.handle(request, new Http2Response(stream, carrier));
  };

  /** RFC 9113 section 8.1: NO_ERROR behind a whole answer asks for no more of the body. */
  #stopLater(stream: ServerHttp2Stream): void {
    if (stream.endAfterHeaders || stream.readableEnded) return;
    stream.once(
      'close',
      this.#parts.clock.after(lingerMs, () => stream.close(constants.NGHTTP2_NO_ERROR)),
    );
  }

  /** Says with GOAWAY that nothing more is taken on the connections that are idle, and closes them. */
  closeIdle(): void {
    for (const { session, streams } of this.#sessions.values()) if (streams === 0) session.close();
  }

  /** The same on all connections, each of which closes when its streams have ended. */
  drain(): void {
    for (const { session } of this.#sessions.values()) session.close();
  }
}
