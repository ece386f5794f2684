import type { IncomingMessage } from 'node:http';
import {
  createServer,
  type Http2Server,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { ClientResponse } from '../model/client-response.ts';
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
}

/**
 * HTTP/2 on connections that the listener has accepted, by `node:http2`, loaded with this file alone.
 */
export class Http2 {
  readonly #handle: HandleHttp2;
  readonly #server: Http2Server;
  readonly #sessions = new Map<Http2Session, Session>();
  /** The socket that is being handed over: `session` is emitted before that is done. */
  #handed: Socket | null = null;

  constructor(handle: HandleHttp2) {
    this.#handle = handle;
    this.#server = createServer();
    this.#server.on('session', (session) => this.#began(session));
    // Ignored: what a client does wrong ends its session; the close of its socket follows.
    this.#server.on('sessionError', () => {});
    this.#server.on('stream', this.#asked);
  }

  serve(socket: Socket): void {
    this.#handed = socket;
    this.#server.emit('connection', socket);
    this.#handed = null;
  }

  #began(session: Http2Session): void {
    const socket = this.#handed;
    if (socket === null) return;
    this.#sessions.set(session, { session, socket, streams: 0 });
    session.on('close', () => this.#sessions.delete(session));
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
    known.streams += 1;
    stream.on('close', () => {
      known.streams -= 1;
    });
    const request = new Http2Request(stream, known.socket, { headers, raw });
    const carrier: Carrier = {
      socket: known.socket,
      retire: () => known.session.close(),
      goaway: ({ error, debug }) => known.session.goaway(http2Errors.indexOf(error), 0, Buffer.from(debug)),
    };
    this.#handle(request, new Http2Response(stream, carrier));
  };

  /** Says with GOAWAY that nothing more is taken on the connections that are idle, and closes them. */
  closeIdle(): void {
    for (const { session, streams } of this.#sessions.values()) if (streams === 0) session.close();
  }
}
