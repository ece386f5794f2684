import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';
import { sendFin, settleMs } from '../../lib/fin.ts';
import type { Severance } from '../../model/step.ts';
import type { ResponseSink } from './response-sink.ts';

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

/** What was written has left; on TLS, also as records. */
export async function flushed(socket: Socket, clock: Clock): Promise<void> {
  if (socket.writableLength > 0) await within(flushMs, socket, clock, (done) => socket.write('', done));
}

/** FIN of the TCP connection alone: TLS is not told. */
function truncate({ socket, transport, clock }: ResponseSink): void {
  sendFin(transport, clock);
  // What the client still sends is read on the TLS side.
  socket.resume();
}

/** Breaks a connection off, after what was already written has left. */
export async function sever(sink: ResponseSink, how: Severance): Promise<void> {
  const { socket, transport, clock } = sink;
  await flushed(socket, clock);
  if (how === 'rst' && socket.bytesWritten > 0) await within(settleMs, socket, clock, () => {});
  if (socket.destroyed) return;
  // TLS cannot be reset; the connection under it can.
  if (how === 'rst') transport.resetAndDestroy();
  else if (how === 'fin') sendFin(socket, clock);
  else truncate(sink);
}
