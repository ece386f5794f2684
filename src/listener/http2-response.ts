import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { ClientResponse, Http2Controls } from '../model/client-response.ts';
import { type Goaway, type Http2Error, http2Errors } from '../model/http2-error.ts';
import type { RawHeaders } from '../model/step.ts';
import { http2Fields } from './http2-fields.ts';

/** The connection of a stream. */
export interface Carrier {
  readonly socket: Socket;
  /** Ends it once its streams have ended. */
  retire(): void;
  /** Says that it takes no further streams. */
  goaway(said: Goaway): void;
}

/** The answer on a stream of HTTP/2, as the player writes it. */
export class Http2Response implements ClientResponse, Http2Controls {
  sendDate = true;
  /** Of HTTP/1.x alone: a stream ends with END_STREAM. */
  useChunkedEncodingByDefault = true;
  readonly #stream: ServerHttp2Stream;
  readonly #connection: Carrier;
  /** Written with the first bytes of the body, or with the end. */
  #head: OutgoingHttpHeaders | null = null;
  #trailers: OutgoingHttpHeaders = {};
  #unsent = 0;
  #waiting: (() => void)[] = [];

  constructor(stream: ServerHttp2Stream, connection: Carrier) {
    this.#stream = stream;
    this.#connection = connection;
    stream.on('wantTrailers', () => stream.sendTrailers(this.#trailers));
    // Ignored: a client may end a stream at any time; `close` follows.
    stream.on('error', () => {});
  }

  get http2(): Http2Controls {
    return this;
  }

  get socket(): Socket {
    return this.#connection.socket;
  }

  get closed(): boolean {
    return this.#stream.closed;
  }

  get destroyed(): boolean {
    return this.#stream.destroyed;
  }

  get headersSent(): boolean {
    return this.#head !== null || this.#stream.headersSent;
  }

  get shouldKeepAlive(): boolean {
    return true;
  }

  /** No further request is to come on the connection. */
  set shouldKeepAlive(value: boolean) {
    if (!value) this.#stream.once('close', () => this.#connection.retire());
  }

  get #isOver(): boolean {
    return this.#stream.destroyed || this.#stream.closed || this.#stream.writableEnded;
  }

  writeHead(status: number, _reason: string, headers: string[]): void {
    this.#head = { ...http2Fields(headers), ':status': status };
  }

  #respond(last: 'last' | 'body'): void {
    const head = this.#head;
    if (head === null || this.#isOver) return;
    this.#head = null;
    const { sendDate } = this;
    // `sendDate` has no type, but Node's own response of HTTP/2 uses it too.
    const options = { endStream: last === 'last', waitForTrailers: last === 'body', sendDate };
    this.#stream.respond(head, options);
  }

  flushHeaders(): void {
    this.#respond('body');
  }

  write(bytes: Buffer): boolean {
    this.#respond('body');
    if (this.#isOver) return true;
    this.#unsent += 1;
    return this.#stream.write(bytes, this.#sent);
  }

  readonly #sent = (): void => {
    this.#unsent -= 1;
    if (this.#unsent > 0) return;
    for (const done of this.#waiting.splice(0)) done();
  };

  end(bytes?: Buffer): void {
    if (bytes !== undefined && bytes.length > 0) this.write(bytes);
    const hasTrailers = Object.keys(this.#trailers).length > 0;
    this.#respond(hasTrailers ? 'body' : 'last');
    if (!this.#isOver) this.#stream.end();
  }

  writeContinue(): void {
    this.informational(100, []);
  }

  informational(status: number, headers: RawHeaders): void {
    if (!this.#isOver) this.#stream.additionalHeaders({ ...http2Fields(headers), ':status': status });
  }

  addTrailers(headers: [string, string][]): void {
    this.#trailers = http2Fields(headers.flat());
  }

  flushed(done: () => void): void {
    if (this.#unsent === 0) done();
    else this.#waiting.push(done);
  }

  goaway(said: Goaway): void {
    this.#connection.goaway(said);
    // A client that does not heed it would keep the connection, on which nothing more is answered.
    this.shouldKeepAlive = false;
  }

  reset(error: Http2Error): void {
    this.#stream.close(http2Errors.indexOf(error));
  }

  once(event: 'close' | 'drain' | 'finish' | 'socket', listener: () => void): void {
    this.#stream.once(event, listener);
  }

  off(event: 'close' | 'drain', listener: () => void): void {
    this.#stream.off(event, listener);
  }

  destroy(): void {
    this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }
}
