import { IncomingMessage } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { http1Fields } from './http2-fields.ts';

/** The head of a request, as `node:http2` gives it. */
export interface Http2Head {
  readonly headers: IncomingHttpHeaders;
  readonly raw: readonly string[];
}

/** A request of HTTP/2 in the form of Node's for HTTP/1.1, with the connection's own socket. */
export class Http2Request extends IncomingMessage {
  readonly #stream: ServerHttp2Stream;

  constructor(stream: ServerHttp2Stream, socket: Socket, { headers, raw }: Http2Head) {
    super(socket);
    this.#stream = stream;
    const hasBody = !stream.endAfterHeaders;
    const fields = http1Fields(headers, raw, hasBody ? 'follows' : 'none');
    this.httpVersion = '2.0';
    this.httpVersionMajor = 2;
    this.httpVersionMinor = 0;
    this.method = headers[':method'] ?? '';
    // CONNECT has no path.
    this.url = headers[':path'] ?? headers[':authority'] ?? '/';
    this.rawHeaders = fields.raw;
    this.headers = fields.headers;
    if (hasBody) this.#read();
    else this.#complete();
    stream.on('close', () => this.destroy());
  }

  #read(): void {
    const stream = this.#stream;
    stream.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) stream.pause();
    });
    stream.on('end', () => this.#complete());
    stream.on('trailers', (trailers: IncomingHttpHeaders) => {
      this.rawTrailers = Object.entries(trailers).flatMap(([name, value]) => [name, String(value)]);
    });
    // Until somebody reads it: a body that nobody asks for stays with its client.
    stream.pause();
  }

  #complete(): void {
    this.complete = true;
    this.push(null);
  }

  override _read(): void {
    this.#stream.resume();
  }

  /** Node's own ends the connection, on which other requests may be under way. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    done(error);
  }
}
