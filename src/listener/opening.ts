import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import { type ClientHello, handshakeRecord, readClientHello } from '../tls/client-hello.ts';

/** The first bytes of a client. `hello: null`: the first byte is that of TLS, but no ClientHello follows. */
export type Opening =
  | { readonly kind: 'http' }
  | { readonly kind: 'tls'; readonly hello: ClientHello | null }
  /** The client disconnected, or sent nothing until the timeout. */
  | { readonly kind: 'gone' };

/** Milliseconds for the first byte or a whole ClientHello; as long as Node waits for a request head. */
const openingTimeoutMs = 60_000;

function openingOf(bytes: Buffer): Opening | null {
  if (bytes[0] !== handshakeRecord) return { kind: 'http' };
  const reading = readClientHello(bytes);
  if (reading.kind === 'more') return null;
  return { kind: 'tls', hello: reading.kind === 'hello' ? reading.hello : null };
}

/** Reads the first bytes, puts them back into the socket, and calls `done` once. */
export function readOpening(socket: Socket, clock: Clock, done: (opening: Opening) => void): void {
  let seen: Buffer | null = null;
  const finish = (opening: Opening): void => {
    cancel();
    socket.off('readable', readMore).off('end', leave).off('close', leave);
    if (seen !== null && opening.kind !== 'gone') socket.unshift(seen);
    done(opening);
  };
  const leave = (): void => finish({ kind: 'gone' });
  const readMore = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    seen = seen === null ? chunk : Buffer.concat([seen, chunk]);
    const opening = openingOf(seen);
    if (opening !== null) finish(opening);
  };
  const cancel = clock.after(openingTimeoutMs, leave);
  socket.on('readable', readMore).once('end', leave).once('close', leave);
}
