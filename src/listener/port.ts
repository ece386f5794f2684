import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import { describeBindError, messageOf } from '../lib/errors.ts';

export interface PortParts {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly clock: Clock;
  /** By which it stays closed: it calls back at once when faults are to end. */
  readonly waits: Pick<Clock, 'after'>;
  accept(socket: Socket): void;
  /** Called if a closed port could not be opened again. */
  onError(message: string): void;
}

/** Maximum number of simultaneous connections; Node closes further ones on accept. */
const maxConnections = 20_000;

/** Milliseconds between two attempts to reopen a port that another process has taken in the meantime. */
const retryMs = 100;

/** The listening socket, which can be closed for a while and opened again. */
export class Port {
  readonly #parts: PortParts;
  #server: Server;
  /** 0: not bound yet. */
  #port: number;
  #state: 'open' | 'refusing' | 'closed' = 'open';

  constructor(parts: PortParts) {
    this.#parts = parts;
    this.#port = parts.port;
    this.#server = this.#create();
  }

  get number(): number {
    return this.#port;
  }

  #create(): Server {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, this.#parts.accept);
    server.maxConnections = maxConnections;
    return server;
  }

  /** Rejects with a `UsageError` if the port cannot be bound. */
  bind(): Promise<void> {
    const server = this.#server;
    const { host } = this.#parts;
    return new Promise((resolve, reject) => {
      server.once('error', (error) => reject(describeBindError(error, host, this.#port)));
      server.listen({ host, port: this.#port, backlog: 1_024 }, () => {
        this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Closes the port for `ms`: the kernel refuses new connections. Open connections stay. */
  refuse(ms: number): void {
    if (this.#state !== 'open') return;
    this.#state = 'refusing';
    this.#server.close();
    this.#parts.waits.after(ms, () => this.#reopen());
  }

  #reopen(): void {
    if (this.#state !== 'refusing') return;
    this.#server = this.#create();
    this.bind().then(
      () => {
        if (this.#state === 'closed') this.#server.close();
        else this.#state = 'open';
      },
      (error: unknown) => {
        this.#parts.onError(messageOf(error));
        this.#parts.clock.after(retryMs, () => this.#reopen());
      },
    );
  }

  /** Resolves when no connection is left. The caller has to end the open ones. */
  close(): Promise<void> {
    this.#state = 'closed';
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }
}
