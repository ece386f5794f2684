import type { ServerResponse } from 'node:http';

/** Waits for things, but no longer than the client stays. */
export class ClientWait {
  readonly #res: ServerResponse;
  #left = false;
  /** Ends the wait under way. */
  #resolve: ((value: 'left') => void) | null = null;
  #undo: (() => void) | undefined;

  constructor(res: ServerResponse) {
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

  /** What comes first: `begin` calls back, or the client leaves. `begin` may answer with its undoing. */
  until<Value>(
    begin: (done: (value: Value) => void, fail: (error: unknown) => void) => (() => void) | undefined,
  ) {
    return new Promise<Value | 'left'>((resolve, reject) => {
      if (this.#left) return resolve('left');
      this.#resolve = resolve;
      this.#undo = begin(resolve, reject);
    });
  }

  dismiss(): void {
    this.#resolve = null;
    this.#undo = undefined;
    this.#res.off('close', this.#leave);
  }
}
