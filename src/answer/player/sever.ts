import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';
import { sendFin } from '../../lib/fin.ts';
import type { Severance } from '../../model/step.ts';

function flushed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed || socket.writableLength === 0) return resolve();
    socket.once('close', () => resolve());
    socket.write('', () => resolve());
  });
}

/** Breaks a connection off, after what was already written has left. */
export async function sever(socket: Socket, how: Severance, clock: Clock): Promise<void> {
  await flushed(socket);
  if (socket.destroyed) return;
  if (how === 'rst') socket.resetAndDestroy();
  else sendFin(socket, clock);
}
