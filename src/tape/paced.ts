import { Readable } from 'node:stream';
import type { Clock } from '../lib/clock.ts';
import type { RecordedChunk } from '../model/tape.ts';

/**
 * A recorded body as a stream. Each chunk comes at its time, counted from the start of the body, so that one
 * late chunk does not delay the next ones. In object mode, so that chunks are not merged.
 */
export class PacedBody extends Readable {
  readonly #chunks: Iterator<RecordedChunk>;
  readonly #speed: number;
  readonly #clock: Clock;
  readonly #began: number;
  #cancel: () => void = () => {};

  constructor(chunks: readonly RecordedChunk[], speed: number, clock: Clock) {
    super({ objectMode: true, highWaterMark: 1 });
    this.#chunks = chunks[Symbol.iterator]();
    this.#speed = speed;
    this.#clock = clock;
    this.#began = clock.now();
  }

  override _read(): void {
    const { done, value } = this.#chunks.next();
    if (done === true) {
      this.push(null);
      return;
    }
    const waitMs = this.#began + value.atMs / this.#speed - this.#clock.now();
    if (waitMs <= 0) this.push(value.bytes);
    else this.#cancel = this.#clock.after(waitMs, () => this.push(value.bytes));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#cancel();
    done(error);
  }
}
