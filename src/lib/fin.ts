import type { Socket } from 'node:net';
import type { Clock } from './clock.ts';

/** Milliseconds that a client may continue to send after our FIN, before the socket is destroyed. */
const lingerMs = 1_000;

/**
 * Milliseconds between the last bytes and RST, so that the client can read the bytes. On RST the kernel drops
 * unsent bytes, and a libuv client that finds data and RST together reports an orderly end.
 */
export const settleMs = 50;

/**
 * Ends a connection in order. Closing a socket with unread bytes would make the kernel send RST, so
 * everything that the client still sends is read and dropped until it closes its side too.
 */
export function sendFin(socket: Socket, clock: Clock): void {
  socket.end();
  socket.resume();
  socket.once(
    'close',
    clock.after(lingerMs, () => socket.destroy()),
  );
}
