/** What is needed of an `AbortSignal`, and what one satisfies. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options: { readonly once: true }): void;
}

/** Tells one listener, once, that the client has left. An `AbortController` costs 10 µs per request. */
export class AbortNotifier implements AbortSignalLike {
  aborted = false;
  #listener: () => void = () => {};

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listener = listener;
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    this.#listener();
  }
}
