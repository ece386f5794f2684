import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import type { HttpVersions } from '../model/http-version.ts';
import { type ClientHello, handshakeRecord, readClientHello } from '../tls/client-hello.ts';

/** The first bytes of a client. `hello: null`: the first byte is that of TLS, but no ClientHello follows. */
export type Opening =
  | { readonly kind: 'http' }
  /** The preface of HTTP/2 without TLS, of a client that knows beforehand (RFC 9113 section 3.3). */
  | { readonly kind: 'http2' }
  | { readonly kind: 'tls'; readonly hello: ClientHello | null }
  /** The client disconnected, or sent nothing until the timeout. */
  | { readonly kind: 'gone' };

/** Milliseconds for the first byte or a whole ClientHello; as long as Node waits for a request head. */
const openingTimeoutMs = 60_000;

/** RFC 9113 section 3.4; `PRI` is no method of HTTP/1.1. */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** `null`: the bytes so far may become the preface. */
function plainOpening(bytes: Buffer): Opening | null {
  const begins = preface.subarray(0, bytes.length).equals(bytes.subarray(0, preface.length));
  if (!begins) return { kind: 'http' };
  return bytes.length < preface.length ? null : { kind: 'http2' };
}

function openingOf(bytes: Buffer, versions: HttpVersions): Opening | null {
  if (bytes[0] !== handshakeRecord) return versions === '1.1' ? { kind: 'http' } : plainOpening(bytes);
  const reading = readClientHello(bytes);
  if (reading.kind === 'more') return null;
  return { kind: 'tls', hello: reading.kind === 'hello' ? reading.hello : null };
}

/** Reads the first bytes, puts them back into the socket, and calls `done` once. */
export function readOpening(
  socket: Socket,
  { clock, versions }: { readonly clock: Clock; readonly versions: HttpVersions },
  done: (opening: Opening) => void,
): void {
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
    const opening = openingOf(seen, versions);
    if (opening !== null) finish(opening);
  };
  const cancel = clock.after(openingTimeoutMs, leave);
  socket.on('readable', readMore).once('end', leave).once('close', leave);
}
