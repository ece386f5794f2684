import type { Socket } from 'node:net';
import type { Clock } from './clock.ts';

/** How long a client may go on sending after our FIN before the socket is destroyed. */
const lingerMs = 1_000;

/**
 * How long the last bytes have to arrive and be read before RST. The kernel drops what it has not sent yet,
 * and a client built on libuv that finds data and RST together takes it for an orderly end.
 */
export const settleMs = 50;

/**
 * An orderly end of the connection. A close with unread bytes in the kernel would leave as RST, so what
 * the client still sends is read and dropped until it closes its side too.
 */
export function sendFin(socket: Socket, clock: Clock): void {
  socket.end();
  socket.resume();
  socket.once(
    'close',
    clock.after(lingerMs, () => socket.destroy()),
  );
}
