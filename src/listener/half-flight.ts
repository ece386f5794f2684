import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket, type TlsOptions } from 'node:tls';

/** Bytes: enough for the start of a record, and less than the smallest ServerHello with a certificate. */
const partBytes = 200;

/**
 * Answers a ClientHello with the first bytes of a real server flight; calls `done` when they were written.
 */
export function sendHalfFlight(socket: Socket, options: TlsOptions, done: () => void): void {
  let left = partBytes;
  const wire = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, next) {
      const part = chunk.subarray(0, left);
      left -= part.length;
      if (part.length > 0) socket.write(part);
      if (part.length > 0 && left === 0) done();
      next();
    },
  });
  const secure = new TLSSocket(wire, {
    ...options,
    isServer: true,
    secureContext: createSecureContext(options),
  });
  // This handshake always fails, because the client never gets the rest.
  secure.on('error', () => {});
  socket.on('data', (chunk: Buffer) => wire.push(chunk));
  socket.once('close', () => {
    secure.destroy();
    wire.destroy();
  });
}
