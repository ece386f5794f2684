import type { Socket } from 'node:net';
import type { Goaway, Http2Error } from './http2-error.ts';
import type { RawHeaders } from './step.ts';

/** What only a stream of HTTP/2 can do, and what it does in its own way. */
export interface Http2Controls {
  /** Sends an interim response; a field that HTTP/2 forbids is left out. */
  informational(status: number, headers: RawHeaders): void;
  /** Calls back when all that was written has left the stream. */
  flushed(done: () => void): void;
  /** Says that the connection takes no further streams. */
  goaway(said: Goaway): void;
  /** Ends the stream alone, with RST_STREAM. */
  reset(error: Http2Error): void;
}

/** What an answer is written to, whatever the version of HTTP; for HTTP/1.x a response of `node:http`. */
export interface ClientResponse {
  /** `null`: an answer before it is not whole yet, as only HTTP/1.1 has them in turn. */
  readonly socket: Socket | null;
  readonly closed: boolean;
  readonly destroyed: boolean;
  readonly headersSent: boolean;
  sendDate: boolean;
  useChunkedEncodingByDefault: boolean;
  shouldKeepAlive: boolean;
  /** HTTP/2 has no reason phrases. */
  writeHead(status: number, reason: string, headers: string[]): unknown;
  flushHeaders(): void;
  /** Whether there is room for more. */
  write(bytes: Buffer): boolean;
  end(bytes?: Buffer): unknown;
  writeContinue(): void;
  addTrailers(headers: [string, string][]): void;
  once(event: 'close' | 'drain' | 'finish' | 'socket', listener: () => void): unknown;
  off(event: 'close' | 'drain', listener: () => void): unknown;
  destroy(): unknown;
  /** Absent: HTTP/1.x. */
  readonly http2?: Http2Controls;
}
