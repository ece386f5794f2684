import type { Clock } from '../lib/clock.ts';
import type { Latch } from '../model/drill.ts';
import type { SharedStop, StopChange, StopState } from '../store/stop-state.ts';
import type { FaultControl } from './fault-control.ts';

/** Milliseconds between two looks at the store: faults that act at this moment end that much later. */
const everyMs = 100;

export interface SharedLatchParts {
  readonly clock: Clock;
  readonly faults: FaultControl;
  /** One round trip; rejects where the store is away. */
  ask(change: StopChange): Promise<StopState>;
}

const toShared = ({ reason, by, release }: Latch): SharedStop => ({ reason, by, release });

/**
 * One latch for all gateways that share a store: what stops faults at one of them stops them at each, until
 * they are released at any.
 *
 *   here     stop ─┬─ kept ……………………… look: released
 *   store          └─ count 1: stopped  ┬─ count 2 ─┘
 *   there     look ────┘ stopped        └ release
 *
 * Who is told a count that it does not know follows the store; who has changed something since follows nobody
 * before the store has it. So a stop while the store is away holds here, and everywhere when it is back.
 */
export class SharedLatch {
  readonly #parts: SharedLatchParts;
  /** How often the store's latch was changed, as far as is known here. */
  #count = 0;
  /** What the store has, as far as is known here. */
  #shared: 'stopped' | 'released' = 'released';
  #asking: Promise<void> | null = null;
  #cancel: () => void = () => {};

  constructor(parts: SharedLatchParts) {
    this.#parts = parts;
  }

  /** What was stopped before this gateway started is stopped here too. */
  async start(): Promise<void> {
    const { faults } = this.#parts;
    faults.kept = () => this.#settled();
    await this.#look();
    this.#lookLater();
  }

  close(): void {
    this.#cancel();
  }

  #lookLater(): void {
    this.#cancel = this.#parts.clock.after(everyMs, () => {
      this.#asking ??= this.#look();
      this.#lookLater();
    });
  }

  /** Resolves when the store has what this gateway was told, or is away. */
  async #settled(): Promise<void> {
    // A look that is under way has not seen it.
    if (this.#asking !== null) await this.#asking;
    this.#asking ??= this.#look();
    await this.#asking;
  }

  get #own(): StopChange['change'] {
    const here = this.#parts.faults.latch === null ? 'released' : 'stopped';
    if (here === this.#shared) return 'none';
    return here === 'stopped' ? 'stop' : 'release';
  }

  async #look(): Promise<void> {
    const { ask, faults } = this.#parts;
    const [before, change] = [faults.latch, this.#own];
    const stop = change === 'stop' && before !== null ? toShared(before) : null;
    // Away: the store is told what changed when it is back.
    const state = await ask({ change, stop }).catch(() => null);
    this.#asking = null;
    if (state !== null) this.#follow(state, faults.latch === before ? 'as-asked' : 'changed-since');
  }

  #follow({ count, stop }: StopState, here: 'as-asked' | 'changed-since'): void {
    const { faults } = this.#parts;
    // A store that has lost its memory is told again what holds here.
    const isNews = count > this.#count;
    this.#count = count;
    this.#shared = stop === null ? 'released' : 'stopped';
    if (!isNews || here === 'changed-since') return;
    if ((stop === null) !== (faults.latch === null)) faults.follow(stop);
  }
}
