import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import { sendFin } from '../lib/fin.ts';
import type { WrittenAnswer } from '../model/answer-origin.ts';
import type { RawHeaders } from '../model/step.ts';
import { bytesOf, fieldLines } from './write-answer.ts';

/**
 * RFC 9110 section 9.3.6: from now on the connection is the tunnel. `head`: bytes received after the request.
 */
export function openTunnel(socket: Socket, head: Buffer, headers: RawHeaders): void {
  socket.write(`HTTP/1.1 200 Connection Established\r\n${fieldLines(headers)}\r\n`, 'latin1');
  if (head.length > 0) socket.unshift(head);
}

export function refuseTunnel(socket: Socket, answer: WrittenAnswer, clock: Clock): void {
  socket.write(bytesOf(answer));
  sendFin(socket, clock);
}
