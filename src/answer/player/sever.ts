import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';
import { sendFin } from '../../lib/fin.ts';
import type { Severance } from '../../model/step.ts';

/**
 * How long the last bytes have to arrive and be read before RST. The kernel drops what it has not sent yet,
 * and a client built on libuv that finds data and RST together takes it for an orderly end.
 */
const settleMs = 50;

function flushed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed || socket.writableLength === 0) return resolve();
    socket.once('close', () => resolve());
    socket.write('', () => resolve());
  });
}

function settled(socket: Socket, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    const cancel = clock.after(settleMs, resolve);
    socket.once('close', () => {
      cancel();
      resolve();
    });
  });
}

/** Breaks a connection off, after what was already written has left. */
export async function sever(socket: Socket, how: Severance, clock: Clock): Promise<void> {
  await flushed(socket);
  if (how === 'rst' && socket.bytesWritten > 0) await settled(socket, clock);
  if (socket.destroyed) return;
  if (how === 'rst') socket.resetAndDestroy();
  else sendFin(socket, clock);
}
