/** The part of `AbortSignal` that is used here; every `AbortSignal` satisfies it. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options: { readonly once: true }): void;
}

/** Calls one listener, once, when the client has left. An `AbortController` would cost 10 µs per request. */
export class AbortNotifier implements AbortSignalLike {
  aborted = false;
  /** Of many that are told at once, those that are `first` do not wait for the others. */
  turn: 'first' | 'then' = 'then';
  #listener: () => void = () => {};

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listener = listener;
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    this.tell();
  }

  /** Calls the listener of one that was marked as `aborted` before. */
  tell(): void {
    this.#listener();
  }
}
