import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import type { WrittenAnswer } from '../model/answer-origin.ts';
import { bytesOf } from './write-answer.ts';

/** Milliseconds for the client to read the answer; after that the connection is destroyed. */
const closeDelayMs = 1_000;

/**
 * Whether a TLS error has ended the connection, such as
 * an alert of the client, so that no answer is possible.
 */
export function isOfTls(code: string): boolean {
  return code.startsWith('ERR_SSL_');
}

/** Answers a request that cannot be read, and closes the connection. */
export function refuseRequest(socket: Socket, answer: WrittenAnswer, clock: Clock): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(bytesOf(answer));
  clock.after(closeDelayMs, () => socket.destroy());
}
