import type { Socket } from 'node:net';
import type { ConnectionUse } from '../model/facts.ts';

/** Open connections that have brought a request, counted for each client. */
export class UsedConnections {
  readonly #used = new WeakSet<Socket>();
  readonly #openOf = new Map<string, number>();

  /** A request came on the connection; `client` names the program that opened it. */
  use(socket: Socket, client: string): ConnectionUse {
    if (this.#used.has(socket)) return 'again';
    this.#used.add(socket);
    const others = this.#openOf.get(client) ?? 0;
    this.#openOf.set(client, others + 1);
    socket.once('close', () => this.#close(client));
    if (others === 0) return 'first';
    return others === 1 ? 'first-beside-another' : 'first-beside-others';
  }

  #close(client: string): void {
    const open = this.#openOf.get(client) ?? 0;
    if (open > 1) this.#openOf.set(client, open - 1);
    else this.#openOf.delete(client);
  }
}
