import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import { sendFin } from '../lib/fin.ts';

/**
 * RFC 9110 section 9.3.6: from now on the connection is the tunnel. `head`: bytes received after the request.
 */
export function openTunnel(socket: Socket, head: Buffer): void {
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) socket.unshift(head);
}

/** Refuses a tunnel; `body` is the reason as JSON. */
export function refuseTunnel(socket: Socket, body: string, clock: Clock): void {
  const fields = [
    'HTTP/1.1 403 Forbidden',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.write(`${fields.join('\r\n')}\r\n\r\n${body}`);
  sendFin(socket, clock);
}
