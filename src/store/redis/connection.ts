import type { Redis } from 'ioredis';
import { errorCode, messageOf, UsageError } from '../../lib/errors.ts';
import type { StoreAddress } from './address.ts';
import { script, scriptSha } from './script.ts';

/** Milliseconds after which a question that is not answered counts as lost, and a connection too. */
const timeoutMs = 2_000;
const longestPauseMs = 2_000;

export type Operation =
  | 'take'
  | 'foresee'
  | 'begin'
  | 'settle'
  | 'read'
  | 'names'
  | 'change'
  | 'forget'
  | 'leave'
  | 'beat'
  | 'latch';

export interface ConnectionParts {
  readonly address: StoreAddress;
  /** In front of all keys. */
  readonly prefix: string;
  /** `server`: that of the store. `given`: the one that is handed in, of a clock that a test moves. */
  readonly time: 'server' | 'given';
  /** Asked first on each connection, which counts as made when it has been answered. */
  greet(): Promise<void>;
  changed(state: StoreState, why: string): void;
}

export type StoreState = 'connected' | 'away';

/** The client is in no other package than that of the user who wants a store. */
async function loadClient(): Promise<Pick<typeof import('ioredis'), 'Redis'>> {
  try {
    return await import('ioredis');
  } catch (error) {
    if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError(
      'Failed to load ioredis, which --store needs: it is not installed; run: npm install ioredis@6',
    );
  }
}

/** How the client says that no answer came in time. */
const timedOut = 'Command timed out';

/** Names of a host that stand for several addresses fail with one error for each. */
function causeOf(error: unknown): string {
  return error instanceof AggregateError ? errorCode(error) : messageOf(error);
}

/** A question is sent once: its answer may be lost when it has taken effect. */
const sentOnce = { enableOfflineQueue: false, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 };

/** A connection that is made again when it is lost. */
export class StoreConnection {
  readonly #parts: ConnectionParts;
  readonly #client: Redis;
  #phase: 'starting' | 'started' = 'starting';
  #state: StoreState = 'away';
  /** The last error; `null`: none since it was connected. */
  #error: string | null = null;

  private constructor(parts: ConnectionParts, client: Redis) {
    this.#parts = parts;
    this.#client = client;
    client.on('ready', () => {
      if (this.#phase === 'started') void this.#greet();
    });
    client.on('error', (error: unknown) => {
      this.#error = causeOf(error);
    });
    client.on('close', () => this.#become('away'));
  }

  static async open(parts: ConnectionParts): Promise<StoreConnection> {
    const { Redis } = await loadClient();
    const client = new Redis({
      ...parts.address.options,
      ...{ ...sentOnce, lazyConnect: true, enableReadyCheck: false, disableClientInfo: true },
      ...{ commandTimeout: timeoutMs, connectTimeout: timeoutMs, connectionName: 'badgateway' },
      retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), longestPauseMs),
    });
    return new StoreConnection(parts, client);
  }

  get state(): StoreState {
    return this.#state;
  }

  /** Throws `UsageError`: at the start a store that cannot be used is a mistake. */
  async start(): Promise<void> {
    try {
      await this.#client.connect();
      await this.#parts.greet();
    } catch (error) {
      this.#client.disconnect();
      throw new UsageError(
        `Failed to use --store ${this.#parts.address.shown}: ${this.#error ?? causeOf(error)}; ` +
          'it has to be Redis 6.2 or later, or Valkey, reachable from here, with scripts allowed',
      );
    }
    this.#phase = 'started';
    this.#state = 'connected';
  }

  async #greet(): Promise<void> {
    try {
      await this.#parts.greet();
      this.#become('connected');
    } catch (error) {
      this.#error = causeOf(error);
      this.#client.disconnect(true);
    }
  }

  #become(state: StoreState): void {
    if (state === this.#state) return;
    this.#state = state;
    const why = this.#error ?? 'the connection was closed';
    this.#error = null;
    this.#parts.changed(state, why);
  }

  /** One round trip. Rejects where no answer comes; then it may have taken effect, once. */
  async ask(operation: Operation, input: object, now: number): Promise<unknown> {
    const time = this.#parts.time === 'given' ? String(Math.floor(now)) : '';
    const given = [1, this.#parts.prefix, operation, time, JSON.stringify(input)] as const;
    try {
      return await this.#client.evalsha(scriptSha, ...given);
    } catch (error) {
      // The server does not know the script yet, so that nothing has happened.
      if (messageOf(error).startsWith('NOSCRIPT')) return await this.#client.eval(script, ...given);
      if (messageOf(error) === timedOut) this.#client.disconnect(true);
      throw error;
    }
  }

  close(): void {
    this.#state = 'away';
    this.#client.disconnect();
  }
}
