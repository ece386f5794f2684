import type { Socket } from 'node:net';
import type { HttpExchange } from './request-context.ts';

/** `reached`: the answer may be written. Else who ended the connection before an earlier answer was whole. */
export type Turn = 'reached' | 'ended-by-gateway' | 'ended-by-client';

/** One for each connection with a request that waits for the answers before its own. */
interface Line {
  readonly waiting: Set<(turn: Turn) => void>;
  /** Who ended the connection first; `null`: it is open. */
  endedBy: 'gateway' | 'client' | null;
}

/**
 * Requests that a client sends without waiting for the answers before (RFC 9112 section 9.3.2) are served one
 * after the other, as most servers do it: an answer that ends the connection leaves the rest unserved, and
 * nothing is decided or counted for them.
 */
export class Turns {
  readonly #lines = new WeakMap<Socket, Line>();

  /** `null`: nothing is before it. */
  await({ req, res }: HttpExchange): Promise<Turn> | null {
    if (res.socket !== null) return null;
    const line = this.#lineOf(req.socket);
    const { endedBy } = line;
    if (endedBy !== null) return Promise.resolve<Turn>(`ended-by-${endedBy}`);
    return new Promise((resolve) => {
      line.waiting.add(resolve);
      res.once('socket', () => {
        line.waiting.delete(resolve);
        resolve('reached');
      });
    });
  }

  /** The listeners are those of the connection, not of each request: a client may send many at once. */
  #lineOf(socket: Socket): Line {
    const known = this.#lines.get(socket);
    if (known !== undefined) return known;
    const line: Line = { waiting: new Set(), endedBy: socket.writable ? null : 'gateway' };
    this.#lines.set(socket, line);
    // In front of Node's own listener, which ends our side when the client has ended its side.
    socket.prependOnceListener('end', () => seen(socket, line));
    socket.prependOnceListener('error', () => seen(socket, line));
    const over = () => {
      line.endedBy ??= 'gateway';
      for (const resolve of line.waiting) resolve(`ended-by-${line.endedBy}`);
      line.waiting.clear();
    };
    socket.once('finish', over).once('close', over);
    return line;
  }
}

/** A sign of the client's leaving, unless our side was ended before. */
function seen(socket: Socket, line: Line): void {
  if (!socket.writableEnded) line.endedBy ??= 'client';
}
