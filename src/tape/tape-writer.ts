import { messageOf } from '../lib/errors.ts';
import { openTape, type TapeFile } from './file.ts';

/** Maximum bytes of answers that all exchanges of a tape together hold in memory until they are written. */
const maxHeld = 256 * 1_048_576;

/** The writer of a tape, shared by concurrent exchanges, runs and scenarios. */
export class TapeWriter {
  readonly #file: TapeFile;
  readonly #onError: (message: string) => void;
  #held = 0;
  #tail = Promise.resolve();

  constructor(file: string, onError: (message: string) => void) {
    this.#file = openTape(file, onError);
    this.#onError = onError;
  }

  /** Reserves memory for a piece of an answer. */
  hold(bytes: number): 'held' | 'full' {
    if (this.#held + bytes > maxHeld) return 'full';
    this.#held += bytes;
    return 'held';
  }

  release(bytes: number): void {
    this.#held -= bytes;
  }

  /** Makes and writes a line after all earlier ones; `null`: no line is written. */
  append(make: () => Promise<string | null>): Promise<void> {
    this.#tail = this.#tail.then(async () => {
      try {
        const line = await make();
        if (line !== null) await new Promise<void>((resolve) => this.#file.append(line, resolve));
      } catch (error) {
        this.#onError(`Failed to record an exchange: ${messageOf(error)}`);
      }
    });
    return this.#tail;
  }

  async close(): Promise<void> {
    await this.#tail;
    await this.#file.close();
  }
}
