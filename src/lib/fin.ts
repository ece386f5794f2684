import type { Socket } from 'node:net';
import type { Clock } from './clock.ts';

/** How long a client may go on sending after our FIN before the socket is destroyed. */
const lingerMs = 1_000;

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
