import type { Socket } from 'node:net';
import type { ConnectionUse } from '../model/facts.ts';

/** Its client knows that a connection is free once it has been idle for so many milliseconds. */
const knownIdleMs = 30;

/** Connections that have brought a request; by client, since when (Unix ms) the open ones are idle. */
export class UsedConnections {
  readonly #clientOf = new WeakMap<Socket, string>();
  readonly #idleOf = new Map<string, Map<Socket, number>>();

  /** A request came on the connection; `client` names the program that opened it, at that time. */
  use(socket: Socket, client: string, openedAt: number): ConnectionUse {
    if (this.#clientOf.has(socket)) {
      this.#forget(socket);
      return 'again';
    }
    this.#clientOf.set(socket, client);
    socket.once('close', () => this.#forget(socket));
    const others = this.#countIdle(client, openedAt - knownIdleMs);
    if (others === 0) return 'first';
    return others === 1 ? 'first-beside-another' : 'first-beside-others';
  }

  /** Its request has been answered. */
  free(socket: Socket, now: number): void {
    const client = this.#clientOf.get(socket);
    if (client === undefined || socket.destroyed) return;
    const idle = this.#idleOf.get(client) ?? new Map<Socket, number>();
    this.#idleOf.set(client, idle.set(socket, now));
  }

  /** Counts no further than two. */
  #countIdle(client: string, since: number): number {
    let count = 0;
    for (const idleSince of this.#idleOf.get(client)?.values() ?? []) {
      if (idleSince <= since) count += 1;
      if (count === 2) return count;
    }
    return count;
  }

  #forget(socket: Socket): void {
    const client = this.#clientOf.get(socket) ?? '';
    const idle = this.#idleOf.get(client);
    idle?.delete(socket);
    if (idle?.size === 0) this.#idleOf.delete(client);
  }
}
