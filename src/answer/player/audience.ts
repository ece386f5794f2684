import type { ServerResponse } from 'node:http';

/** Waits for things, but no longer than the client stays. */
export class Audience {
  readonly #res: ServerResponse;
  #left = false;
  #wake: (() => void) | null = null;

  constructor(res: ServerResponse) {
    this.#res = res;
    this.#left = res.closed || res.destroyed;
    res.once('close', this.#leave);
  }

  readonly #leave = (): void => {
    this.#left = true;
    this.#wake?.();
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
      const undo = begin(resolve, reject);
      this.#wake = () => {
        undo?.();
        resolve('left');
      };
    });
  }

  dismiss(): void {
    this.#wake = null;
    this.#res.off('close', this.#leave);
  }
}
