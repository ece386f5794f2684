import type { ClientRequest } from 'node:http';
import type { Clock } from '../../lib/clock.ts';

/**
 * Tells once when an upstream has been silent for `ms`. An upload that makes progress is not silence, so
 * the time runs from the last byte that was sent.
 */
export class SilenceWatch {
  readonly #ms: number;
  readonly #clock: Clock;
  readonly #tell: () => void;
  #cancel: () => void;
  #quietSince: number;
  #request: ClientRequest | null = null;
  #written = 0;

  constructor(ms: number, clock: Clock, tell: () => void) {
    this.#ms = ms;
    this.#clock = clock;
    this.#tell = tell;
    this.#quietSince = clock.now();
    this.#cancel = clock.after(ms, this.#look);
  }

  /** The request whose upload counts as life; only one that has a body. */
  follow(request: ClientRequest): void {
    this.#request = request;
    request.once('finish', this.heard);
  }

  readonly heard = (): void => {
    this.#quietSince = this.#clock.now();
  };

  stop(): void {
    this.#cancel();
  }

  readonly #look = (): void => {
    const written = this.#request?.socket?.bytesWritten ?? 0;
    if (written !== this.#written && this.#request?.writableFinished === false) this.heard();
    this.#written = written;
    const left = this.#quietSince + this.#ms - this.#clock.now();
    if (left > 0) this.#cancel = this.#clock.after(left, this.#look);
    else this.#tell();
  };
}
