/** A random length of time, in milliseconds. */
export type Distribution =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly p99Ms: number; readonly capMs: number };

/** The speed of the stub's model. */
export interface Pace {
  readonly firstToken: Distribution;
  readonly perToken: Distribution;
  /** Milliseconds by which each token of the prompt delays the first token. */
  readonly perPromptTokenMs: number;
  /** With n other current answers every delay is multiplied by 1 + n × this. */
  readonly perStream: number;
}
