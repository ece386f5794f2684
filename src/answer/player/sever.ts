import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';
import type { Severance } from '../../model/step.ts';

/** How long a client may go on sending after our FIN before the socket is destroyed. */
const lingerMs = 1_000;

function flushed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed || socket.writableLength === 0) return resolve();
    socket.once('close', () => resolve());
    socket.write('', () => resolve());
  });
}

/**
 * Breaks a connection off, after what was already written has left.
 *
 * FIN: a close with unread bytes in the kernel would turn into an RST, so what the client still sends is
 * read and dropped until it closes its side too.
 */
export async function sever(socket: Socket, how: Severance, clock: Clock): Promise<void> {
  await flushed(socket);
  if (socket.destroyed) return;
  if (how === 'rst') {
    socket.resetAndDestroy();
    return;
  }
  socket.end();
  socket.resume();
  const cancel = clock.after(lingerMs, () => socket.destroy());
  socket.once('close', cancel);
}
