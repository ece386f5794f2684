import type { Transform } from 'node:stream';

/** A stream of `node:zlib`, fed piece by piece. What comes of a piece is pulled: its reader sets the pace. */
export class Codec {
  readonly #stream: Transform;
  #state: 'open' | 'over' | 'broken' = 'open';
  #wake = (): void => {};

  constructor(stream: Transform) {
    this.#stream = stream;
    stream.on('readable', () => this.#wake());
    // Before anyone ended it: whatever follows is no part of it.
    stream.on('end', () => this.#stop('over'));
    stream.on('error', () => this.#stop('broken'));
  }

  /** It was fed what is not of its coding, or ended half-way. */
  get isBroken(): boolean {
    return this.#state === 'broken';
  }

  /** What a piece makes: of a decoder, all that can be known by now; of an encoder, as it was flushed. */
  write(bytes: Buffer): AsyncGenerator<Buffer> {
    return this.#pull((done) => this.#stream.write(bytes, done));
  }

  /** What is left behind the last piece. `finish` comes before all of that is there, so that `end` tells. */
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
