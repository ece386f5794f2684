import type { IdleEnd } from '../../model/step.ts';
import type { ResponseSink } from './response-sink.ts';
import { sever } from './sever.ts';

/**
 * Ends a connection once it has been idle for so long behind an answer. A connection that closes behind the
 * answer anyway is left alone, and so is one of HTTP/2, whose streams end on their own.
 */
export function endIdle({ ms, how }: IdleEnd, sink: ResponseSink): void {
  const { res, socket, clock, connections } = sink;
  if (connections === undefined || res.http2 !== undefined || !res.shouldKeepAlive) return;
  res.once('finish', () => {
    if (socket.destroyed) return;
    const before = socket.bytesRead;
    const end = (): void => {
      // A part of a head is no request yet.
      const isUsed = socket.bytesRead > before || !connections.isIdle(socket);
      if (!isUsed) void sever(sink, how);
    };
    connections.whileIdle(socket, clock.after(ms, end));
  });
}
