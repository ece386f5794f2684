import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket, type TlsOptions } from 'node:tls';

/** Enough for a client to see a record begin, and less than the smallest ServerHello with a certificate. */
const partBytes = 200;

/** Answers a ClientHello with the first bytes of a real server's flight; `done`: they were handed over. */
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
  // It can only fail: its peer never sees the rest.
  secure.on('error', () => {});
  socket.on('data', (chunk: Buffer) => wire.push(chunk));
  socket.once('close', () => {
    secure.destroy();
    wire.destroy();
  });
}
