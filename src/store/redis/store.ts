import { createHash, randomBytes } from 'node:crypto';
import { BoundedMap } from '../../lib/bounded-map.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Charge, KeyName } from '../limit-store.ts';
import type { RunStore, StoreFailure } from '../run-store.ts';
import type { SharedStop, StopChange, StopState } from '../stop-state.ts';
import { readAddress } from './address.ts';
import { type Operation, StoreConnection, type StoreState } from './connection.ts';
import { RedisRunStore } from './run-store.ts';
import { type Settlement, Settlements } from './settlements.ts';

/** Milliseconds after which a gateway that does not report is lost, and what it held is given back. */
export const usualLeaseMs = 15_000;

/** Most keys that are known by name and not as digests alone. */
const maxNames = 100_000;

export interface RedisStoreParts {
  readonly url: string;
  readonly prefix: string;
  readonly clock: Clock;
  /** `server`: that of the store; `given`: that of `clock`, which a test moves. */
  readonly time: 'server' | 'given';
  readonly leaseMs: number;
  changed(state: StoreState, says: string): void;
}

/** What several gateways share, in Redis or Valkey. */
export class RedisStore {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly gateway = randomBytes(8).toString('hex');
  readonly #connection: StoreConnection;
  readonly #settlements: Settlements;
  readonly #names = new BoundedMap<string, string>(maxNames);
  #salt = randomBytes(16).toString('hex');
  #reservations = 0;
  #cancelBeat: () => void = () => {};

  private constructor({ clock, leaseMs }: RedisStoreParts, connection: StoreConnection) {
    this.#clock = clock;
    this.#leaseMs = leaseMs;
    this.#connection = connection;
    this.#settlements = new Settlements((settled, now) => this.ask('settle', { settled }, now));
  }

  /** Throws `UsageError` where the store cannot be used. */
  static async open(parts: RedisStoreParts): Promise<RedisStore> {
    const { url, prefix, time } = parts;
    const address = readAddress(url);
    const connection = await StoreConnection.open({
      ...{ address, prefix, time },
      greet: () => store.#beat(),
      changed(state, why) {
        if (state === 'connected') store.#settlements.again(parts.clock.now());
        const says = state === 'connected' ? 'it is back' : `it is away: ${why}`;
        parts.changed(state, `store ${address.shown}: ${says}`);
      },
    });
    const store: RedisStore = new RedisStore(parts, connection);
    await connection.start();
    store.#beatLater();
    return store;
  }

  get state(): StoreState {
    return this.#connection.state;
  }

  /** The salt is the same for all gateways: that of the first one. */
  async #beat(): Promise<void> {
    const salt = await this.ask('beat', { salt: this.#salt }, this.#clock.now());
    if (salt === this.#salt) return;
    this.#salt = String(salt);
    this.#names.clear();
  }

  #beatLater(): void {
    this.#cancelBeat = this.#clock.after(this.#leaseMs / 3, () => {
      // A beat that is lost shows as a lost connection.
      if (this.state === 'connected') this.#beat().catch(() => {});
      this.#beatLater();
    });
  }

  ask(operation: Operation, input: object, now: number): Promise<unknown> {
    return this.#connection.ask(operation, { ...input, gateway: this.gateway, lease: this.#leaseMs }, now);
  }

  /** What is settled later, so that it is given back should this gateway end before. */
  reservationFor({ settlement }: Charge): string | undefined {
    if (settlement === undefined) return undefined;
    this.#reservations += 1;
    return String(this.#reservations);
  }

  settle(settled: readonly Settlement[], now: number): void {
    if (settled.length > 0) this.#settlements.settle(settled, now);
  }

  /** `named`: it is listed by its name, as long as this gateway remembers it. */
  digestOf(text: string, listed: 'named' | 'unnamed'): string {
    const digest = createHash('sha256').update(this.#salt).update(text).digest('hex');
    if (listed === 'named') this.#names.set(digest, text);
    return digest;
  }

  nameOf(digest: string): KeyName {
    const key = this.#names.get(digest);
    return key === undefined ? { kind: 'kept', digest } : { kind: 'seen', key };
  }

  runOf(scenario: string, label: string, failure: StoreFailure): RunStore {
    return new RedisRunStore(this, [scenario, `${scenario}/${label}`], failure);
  }

  /** Begins the runs of a scenario anew for every gateway, under one label or (`null`) under all. */
  forget(scenario: string, label: string | null): void {
    const run = label === null ? scenario : `${scenario}/${label}`;
    // A store that is away has its state from before when it is back.
    this.ask('forget', { run }, this.#clock.now()).catch(() => {});
  }

  /** What stops the faults of all gateways, after a change. Rejects where the store is away. */
  async latch({ change, stop }: StopChange): Promise<StopState> {
    const input = { change, ...(stop === null ? {} : { stop: JSON.stringify(stop) }) };
    const [count, held] = (await this.ask('latch', input, this.#clock.now())) as [string, string];
    return { count: Number(count), stop: held === '' ? null : (JSON.parse(held) as SharedStop) };
  }

  /** Gives back what it holds. */
  async close(): Promise<void> {
    this.#cancelBeat();
    if (this.state === 'connected') {
      await this.#settlements.idle();
      await this.ask('leave', {}, this.#clock.now()).catch(() => {});
    }
    this.#connection.close();
  }
}
