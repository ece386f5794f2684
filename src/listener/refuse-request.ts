import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';

const statusOfParseError: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Milliseconds for the client to read the answer; after that the connection is destroyed. */
const closeDelayMs = 1_000;

/**
 * Whether a TLS error has ended the connection, such as
 * an alert of the client, so that no answer is possible.
 */
export function isOfTls(code: string): boolean {
  return code.startsWith('ERR_SSL_');
}

/** Answers bytes that are no valid HTTP request; `code` is Node's, such as `HPE_INVALID_METHOD`. */
export function refuseRequest(socket: Socket, code: string, clock: Clock): void {
  if (isOfTls(code) || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const status = statusOfParseError[code] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  clock.after(closeDelayMs, () => socket.destroy());
}
