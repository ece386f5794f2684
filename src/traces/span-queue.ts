import type { Clock } from '../lib/clock.ts';
import type { Span } from './otlp.ts';

/** Spans of a request to the collector; so many are sent at once, fewer after a while (ms). */
const maxBatch = 512;
const everyMs = 5_000;

/** Most spans that wait; further ones are dropped and counted. */
const maxWaiting = 2_048;

/** How long (ms) a gateway that closes waits for the collector. */
const lastMs = 1_000;

/** What became of a batch: `later`: it may be sent again; `refused`: it may not. */
export type Delivery = 'taken' | 'later' | 'refused';

export interface SpanQueueParts {
  readonly clock: Clock;
  /** Never rejects. `signal`: the gateway waits no longer. */
  deliver(spans: readonly Span[], signal: AbortSignal): Promise<Delivery>;
}

/** Spans on their way to the collector: in batches, one at a time, and never more than memory is to hold. */
export class SpanQueue {
  readonly #parts: SpanQueueParts;
  readonly #over = new AbortController();
  readonly #waiting: Span[] = [];
  #lost = 0;
  #last: Delivery = 'taken';
  #cancel: (() => void) | null = null;
  #delivering: Promise<void> | null = null;

  constructor(parts: SpanQueueParts) {
    this.#parts = parts;
  }

  add(span: Span): void {
    if (this.#waiting.length >= maxWaiting) this.#lost += 1;
    else this.#waiting.push(span);
    // A collector that took nothing is asked again after the while, however many wait.
    if (this.#waiting.length >= maxBatch && this.#last !== 'later') this.#deliver();
    else this.#wait();
  }

  /** Sends what waits, for a short time; answers how many spans were never delivered. */
  async close(): Promise<number> {
    this.#cancel?.();
    const patience = new Promise<void>((resolve) => {
      this.#cancel = this.#parts.clock.after(lastMs, resolve);
    });
    await Promise.race([this.#deliverLast(), patience]);
    this.#cancel?.();
    this.#over.abort();
    return this.#lost + this.#waiting.length;
  }

  async #deliverLast(): Promise<void> {
    await this.#delivering;
    this.#deliver();
    await this.#delivering;
  }

  #wait(): void {
    this.#cancel ??= this.#parts.clock.after(everyMs, () => {
      this.#cancel = null;
      this.#deliver();
    });
  }

  #deliver(): void {
    this.#delivering ??= this.#deliverAll().finally(() => {
      this.#delivering = null;
    });
  }

  async #deliverAll(): Promise<void> {
    do {
      const batch = this.#waiting.slice(0, maxBatch);
      if (batch.length === 0) return;
      this.#last = await this.#parts.deliver(batch, this.#over.signal);
      if (this.#last === 'refused') this.#lost += batch.length;
      if (this.#last !== 'later') this.#waiting.splice(0, batch.length);
    } while (this.#last !== 'later' && !this.#over.signal.aborted);
    if (!this.#over.signal.aborted) this.#wait();
  }
}
