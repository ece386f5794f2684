import type { ClientRequest } from 'node:http';
import type { Clock } from '../../lib/clock.ts';

/**
 * Calls `onSilence` once when an upstream has been silent for `ms`. An upload in progress is not silence, so
 * the time counts from the last byte that was sent.
 */
export class SilenceWatch {
  readonly #ms: number;
  readonly #clock: Clock;
  readonly #onSilence: () => void;
  #cancel: () => void;
  #lastActivityAt: number;
  #request: ClientRequest | null = null;
  #written = 0;

  constructor(ms: number, clock: Clock, onSilence: () => void) {
    this.#ms = ms;
    this.#clock = clock;
    this.#onSilence = onSilence;
    this.#lastActivityAt = clock.now();
    this.#cancel = clock.after(ms, this.#check);
  }

  /** Counts the upload of a request with a body as activity. */
  followUpload(request: ClientRequest): void {
    this.#request = request;
    request.once('finish', this.noteActivity);
  }

  readonly noteActivity = (): void => {
    this.#lastActivityAt = this.#clock.now();
  };

  stop(): void {
    this.#cancel();
  }

  readonly #check = (): void => {
    const written = this.#request?.socket?.bytesWritten ?? 0;
    if (written !== this.#written && this.#request?.writableFinished === false) this.noteActivity();
    this.#written = written;
    const left = this.#lastActivityAt + this.#ms - this.#clock.now();
    if (left > 0) this.#cancel = this.#clock.after(left, this.#check);
    else this.#onSilence();
  };
}
