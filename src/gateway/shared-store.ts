import type { FaultSwitch } from '../engine/steered-engine.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Notice } from '../model/notice.ts';
import type { StoreState } from '../store/redis/connection.ts';
import type { RedisStore } from '../store/redis/store.ts';
import type { RunStore, StoreFailure } from '../store/run-store.ts';
import type { FaultControl } from './fault-control.ts';
import { SharedLatch } from './shared-latch.ts';

/** The store that several gateways share. */
export interface StoreSettings {
  /** `redis://`, `rediss://` or `unix://`; it may hold a password. */
  readonly url: string;
  /** In front of all keys. */
  readonly prefix: string;
  readonly failure: StoreFailure;
}

export interface SharedStoreParts {
  readonly settings: StoreSettings;
  readonly clock: Clock;
  /** Whose time counts: that of the store, or that of a clock which a test moves. */
  readonly time: 'server' | 'given';
  readonly log: Log;
  tell(notice: Notice, says: string): void;
}

/** What `/health` says of it. */
export interface StoreHealth {
  readonly state: StoreState;
  /** What happens while it is away. */
  readonly failure: StoreFailure;
}

const meanwhile: Readonly<Record<StoreFailure, string>> = {
  open: 'every fault is stopped, and no limit counts, until it is back',
  closed: 'what limits count or rules match is refused with 503 until it is back',
  local: 'this gateway counts for itself until it is back',
};

/** A store that several gateways share, and what happens while it is away. */
export class SharedStore {
  readonly #store: RedisStore;
  #latch: SharedLatch | null = null;
  readonly #failure: StoreFailure;

  private constructor(store: RedisStore, failure: StoreFailure) {
    this.#store = store;
    this.#failure = failure;
  }

  /** Throws `UsageError` where the store cannot be used. A gateway without one loads nothing of it. */
  static async open({ settings, clock, time, log, tell }: SharedStoreParts): Promise<SharedStore> {
    const { url, prefix, failure } = settings;
    const { RedisStore: Opened, usualLeaseMs: leaseMs } = await import('../store/redis/store.ts');
    const changed = (state: StoreState, says: string): void => {
      if (state === 'connected') log.warn({}, says);
      else log.error({}, `${says}; ${meanwhile[failure]}`);
      if (state === 'connected') tell('store-back', says);
      else tell('store-lost', `${says}; ${meanwhile[failure]}`);
    };
    return new SharedStore(await Opened.open({ url, prefix, clock, time, leaseMs, changed }), failure);
  }

  get health(): StoreHealth {
    return { state: this.#store.state, failure: this.#failure };
  }

  of(scenario: string, label: string): RunStore {
    return this.#store.runOf(scenario, label, this.#failure);
  }

  /** Under one label or (`null`) under all. */
  forget(scenario: string, label: string | null): void {
    this.#store.forget(scenario, label);
  }

  /** Faults stop while the store is away, where its failure is open. */
  switchOf(faults: FaultSwitch): FaultSwitch {
    const isStopped = () => this.#failure === 'open' && this.#store.state === 'away';
    return {
      get state() {
        return isStopped() ? 'stopped' : faults.state;
      },
      get stage() {
        return faults.stage;
      },
    };
  }

  /** From now on a stop at any gateway is one at each. */
  async latch(faults: FaultControl, clock: Clock): Promise<void> {
    const latch = new SharedLatch({ clock, faults, ask: (change) => this.#store.latch(change) });
    this.#latch = latch;
    await latch.start();
  }

  close(): Promise<void> {
    this.#latch?.close();
    return this.#store.close();
  }
}
