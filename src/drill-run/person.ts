/** What a person says while a drill goes on. */
export interface Person {
  /** Whether the stage may begin. */
  confirms(stage: string): Promise<'yes' | 'no'>;
  /** Calls back at each signal to stop, until the returned function is called. */
  onSignal(callback: () => void): () => void;
}

/** What is told of a drill while it goes on. */
export type DrillNews =
  | { readonly kind: 'stage'; readonly name: string; readonly says: string }
  | { readonly kind: 'stop'; readonly says: string }
  | { readonly kind: 'look'; readonly says: string };
