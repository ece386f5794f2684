import type { Transform } from 'node:stream';

/**
 * A `node:zlib` stream that is fed piece by piece. The output
 * of each piece is pulled, so the reader sets the pace.
 */
export class Codec {
  readonly #stream: Transform;
  #state: 'open' | 'over' | 'broken' = 'open';
  #wake = (): void => {};

  constructor(stream: Transform) {
    this.#stream = stream;
    stream.on('readable', () => this.#wake());
    // A decoder may reach the end of the coding before `finish`: bytes after that do not belong to it.
    stream.on('end', () => this.#stop('over'));
    stream.on('error', () => this.#stop('broken'));
  }

  /** Whether the input was not in this coding, or ended before the coding was complete. */
  get isBroken(): boolean {
    return this.#state === 'broken';
  }

  /**
   * The output for one piece: a decoder gives all that can
   * be decoded so far, an encoder gives the flushed bytes.
   */
  write(bytes: Buffer): AsyncGenerator<Buffer> {
    return this.#pull((done) => this.#stream.write(bytes, done));
  }

  /**
   * The output after the last piece. The `finish` event comes
   * before all output is there, so this waits for the `end` event.
   */
  finish(): AsyncGenerator<Buffer> {
    return this.#pull(() => this.#stream.end());
  }

  destroy(): void {
    this.#stream.destroy();
  }

  #stop(state: 'over' | 'broken'): void {
    this.#state = state;
    this.#wake();
  }

  async *#pull(begin: (done: () => void) => void): AsyncGenerator<Buffer> {
    if (this.#state !== 'open') return;
    let isDone = false;
    begin(() => {
      isDone = true;
      this.#wake();
    });
    for (;;) {
      const bytes: Buffer | null = this.#stream.read();
      if (bytes !== null) yield bytes;
      else if (isDone || this.#state !== 'open') return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
