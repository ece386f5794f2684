import type { Socket } from 'node:net';
import { freedWithinMs } from '../model/evidence.ts';
import type { ConnectionFacts, ConnectionUse } from '../model/facts.ts';

/** An open connection that has brought a request. */
interface Used {
  /** Unix ms; `null`: a request is under way on it. */
  idleSince: number | null;
}

/** Counts no further than two. */
function countIdle(connections: Iterable<Used>, since: number): number {
  let count = 0;
  for (const { idleSince } of connections) {
    if (idleSince !== null && idleSince <= since) count += 1;
    if (count === 2) return count;
  }
  return count;
}

/** Connections that have brought a request; the open ones by client. */
export class UsedConnections {
  readonly #used = new WeakMap<Socket, Used>();
  readonly #ofClient = new Map<string, Set<Used>>();

  /** A request came on the connection, from the program that `userAgent` names. */
  use(
    socket: Socket,
    { address, at }: Pick<ConnectionFacts, 'address' | 'at'>,
    userAgent: string | undefined,
  ): ConnectionUse {
    const known = this.#used.get(socket);
    if (known !== undefined) {
      known.idleSince = null;
      return 'again';
    }
    const others = this.#add(socket, `${address} ${userAgent}`, at - freedWithinMs);
    if (others === 0) return 'first';
    return others === 1 ? 'first-beside-another' : 'first-beside-others';
  }

  /** Its request has been answered. */
  free(socket: Socket, now: number): void {
    const used = this.#used.get(socket);
    if (used !== undefined) used.idleSince = now;
  }

  /** Returns how many others of the client have been idle since then. */
  #add(socket: Socket, client: string, since: number): number {
    const used: Used = { idleSince: null };
    this.#used.set(socket, used);
    const open = this.#ofClient.get(client) ?? new Set<Used>();
    const others = countIdle(open, since);
    this.#ofClient.set(client, open.add(used));
    socket.once('close', () => {
      open.delete(used);
      if (open.size === 0) this.#ofClient.delete(client);
    });
    return others;
  }
}
