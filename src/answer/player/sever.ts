import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';
import { sendFin } from '../../lib/fin.ts';
import type { Severance } from '../../model/step.ts';

/**
 * How long the last bytes have to arrive and be read before RST. The kernel drops what it has not sent yet,
 * and a client built on libuv that finds data and RST together takes it for an orderly end.
 */
const settleMs = 50;

/** A client that reads nothing must not keep its connection by that. */
const flushMs = 5_000;

/** Resolves when `event` says so, after `ms`, or when the socket is gone. */
function within(ms: number, socket: Socket, clock: Clock, event: (done: () => void) => void): Promise<void> {
  if (socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    const done = () => {
      cancel();
      resolve();
    };
    socket.once('close', done);
    event(done);
  });
}

async function flushed(socket: Socket, clock: Clock): Promise<void> {
  if (socket.writableLength > 0) await within(flushMs, socket, clock, (done) => socket.write('', done));
}

/** Breaks a connection off, after what was already written has left. */
export async function sever(socket: Socket, how: Severance, clock: Clock): Promise<void> {
  await flushed(socket, clock);
  if (how === 'rst' && socket.bytesWritten > 0) await within(settleMs, socket, clock, () => {});
  if (socket.destroyed) return;
  if (how === 'rst') socket.resetAndDestroy();
  else sendFin(socket, clock);
}
