import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import { type ClientHello, handshakeRecord, readClientHello } from '../tls/client-hello.ts';

/** How a client begins to speak. `hello: null`: TLS by its first byte, and no ClientHello. */
export type Opening =
  | { readonly kind: 'http' }
  | { readonly kind: 'tls'; readonly hello: ClientHello | null }
  /** It left, or said nothing for too long. */
  | { readonly kind: 'gone' };

/** Time for the first byte and for a whole ClientHello; as long as Node waits for the head of a request. */
const openingTimeoutMs = 60_000;

function openingOf(bytes: Buffer): Opening | null {
  if (bytes[0] !== handshakeRecord) return { kind: 'http' };
  const reading = readClientHello(bytes);
  if (reading.kind === 'more') return null;
  return { kind: 'tls', hello: reading.kind === 'hello' ? reading.hello : null };
}

/** Looks at the first bytes and puts them back; `done` is called once. */
export function readOpening(socket: Socket, clock: Clock, done: (opening: Opening) => void): void {
  let seen: Buffer | null = null;
  const finish = (opening: Opening): void => {
    cancel();
    socket.off('readable', look).off('end', leave).off('close', leave);
    if (seen !== null && opening.kind !== 'gone') socket.unshift(seen);
    done(opening);
  };
  const leave = (): void => finish({ kind: 'gone' });
  const look = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    seen = seen === null ? chunk : Buffer.concat([seen, chunk]);
    const opening = openingOf(seen);
    if (opening !== null) finish(opening);
  };
  const cancel = clock.after(openingTimeoutMs, leave);
  socket.on('readable', look).once('end', leave).once('close', leave);
}
