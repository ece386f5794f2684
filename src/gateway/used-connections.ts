import type { Socket } from 'node:net';
import type { IdleConnections } from '../answer/player/response-sink.ts';
import { freedWithinMs } from '../model/evidence.ts';
import type { ConnectionFacts, ConnectionUse } from '../model/facts.ts';

/** An open connection that has brought a request. */
interface Used {
  /** Unix ms; `null`: a request is under way on it. */
  idleSince: number | null;
  /** Requests under way on it; several are where a client does not wait for answers. */
  requests: number;
  /** Ends what waits for it to stay idle. */
  cancel: () => void;
}

const nothing = (): void => {};

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
export class UsedConnections implements IdleConnections {
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
      known.requests += 1;
      known.cancel();
      return 'again';
    }
    const others = this.#add(socket, `${address} ${userAgent}`, at - freedWithinMs);
    if (others === 0) return 'first';
    return others === 1 ? 'first-beside-another' : 'first-beside-others';
  }

  /** Its request has been answered. */
  free(socket: Socket, now: number): void {
    const used = this.#used.get(socket);
    if (used === undefined) return;
    used.requests -= 1;
    if (used.requests === 0) used.idleSince = now;
  }

  isIdle(socket: Socket): boolean {
    return this.#used.get(socket)?.requests === 0;
  }

  whileIdle(socket: Socket, cancel: () => void): void {
    const used = this.#used.get(socket);
    used?.cancel();
    if (used !== undefined) used.cancel = cancel;
  }

  /** How long a connection has been idle; `null`: it has not brought a request, or one is under way. */
  idleMs(socket: Socket, now: number): number | null {
    const since = this.#used.get(socket)?.idleSince ?? null;
    return since === null ? null : Math.max(0, now - since);
  }

  /** Returns how many others of the client have been idle since then. */
  #add(socket: Socket, client: string, since: number): number {
    const used: Used = { idleSince: null, requests: 1, cancel: nothing };
    this.#used.set(socket, used);
    const open = this.#ofClient.get(client) ?? new Set<Used>();
    const others = countIdle(open, since);
    this.#ofClient.set(client, open.add(used));
    socket.once('close', () => {
      used.cancel();
      open.delete(used);
      if (open.size === 0) this.#ofClient.delete(client);
    });
    return others;
  }
}
