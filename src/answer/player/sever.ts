import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';
import { sendFin, settleMs } from '../../lib/fin.ts';
import type { Http2Error } from '../../model/http2-error.ts';
import type { Severance } from '../../model/step.ts';
import type { ResponseSink } from './response-sink.ts';

/** Milliseconds to wait for a client that does not read, before its connection is severed anyway. */
const flushMs = 5_000;

/** Resolves when `event` calls back, after `ms`, or when the socket is closed. */
function within(ms: number, socket: Socket, clock: Clock, event: (done: () => void) => void): Promise<void> {
  if (socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      // A connection of HTTP/2 may carry many of them.
      socket.off('close', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    socket.once('close', done);
    event(done);
  });
}

/** Resolves when all written bytes have left the process; with TLS, when they were also encrypted. */
export async function flushed({ res, socket, clock }: ResponseSink): Promise<void> {
  const { http2 } = res;
  if (http2 !== undefined) {
    await within(flushMs, socket, clock, (done) => http2.flushed(done));
    // Node's session writes the frames a turn later than the stream says.
    await within(settleMs, socket, clock, () => {});
  } else if (socket.writableLength > 0)
    await within(flushMs, socket, clock, (done) => socket.write('', done));
}

/** Sends FIN on the TCP connection without TLS close_notify. */
function truncate({ socket, transport, clock }: ResponseSink): void {
  sendFin(transport, clock);
  // Keeps reading and dropping what the client still sends, on the TLS side.
  socket.resume();
}

/** Ends a stream of HTTP/2 after all written bytes have left the process. */
export async function resetStream(sink: ResponseSink, error: Http2Error): Promise<void> {
  await flushed(sink);
  sink.res.http2?.reset(error);
}

/** Severs a connection after all written bytes have left the process. */
export async function sever(sink: ResponseSink, how: Severance): Promise<void> {
  const { socket, transport, clock } = sink;
  await flushed(sink);
  if (how === 'rst' && socket.bytesWritten > 0) await within(settleMs, socket, clock, () => {});
  if (socket.destroyed) return;
  sink.onSever();
  // A TLS socket has no reset; the TCP connection under it has.
  if (how === 'rst') transport.resetAndDestroy();
  else if (how === 'fin') sendFin(socket, clock);
  else truncate(sink);
}
