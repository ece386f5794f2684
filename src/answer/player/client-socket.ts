import type { ClientResponse } from '../../model/client-response.ts';

/** Waits for events, but only until the client disconnects. */
export class ClientWait {
  readonly #res: ClientResponse;
  #left = false;
  /** Ends the current wait. */
  #resolve: ((value: 'left') => void) | null = null;
  #undo: (() => void) | undefined;

  constructor(res: ClientResponse) {
    this.#res = res;
    this.#left = res.closed || res.destroyed;
    res.once('close', this.#leave);
  }

  readonly #leave = (): void => {
    this.#left = true;
    this.#undo?.();
    this.#resolve?.('left');
  };

  get left(): boolean {
    return this.#left;
  }

  /**
   * Resolves when `begin` calls back or the client disconnects. `begin` may return a function that undoes it.
   */
  until<Value>(
    begin: (done: (value: Value) => void, fail: (error: unknown) => void) => (() => void) | undefined,
  ) {
    return new Promise<Value | 'left'>((resolve, reject) => {
      if (this.#left) return resolve('left');
      this.#resolve = resolve;
      this.#undo = begin(resolve, reject);
    });
  }

  stop(): void {
    this.#resolve = null;
    this.#undo = undefined;
    this.#res.off('close', this.#leave);
  }
}
