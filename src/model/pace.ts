/** A random length of time, in milliseconds. */
export type Distribution =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly p99Ms: number; readonly capMs: number };

/** How fast the stub's model is. */
export interface Pace {
  readonly firstToken: Distribution;
  readonly perToken: Distribution;
  /** Milliseconds by which each token of the prompt puts the first one off. */
  readonly perPromptTokenMs: number;
  /** With n other answers under way everything takes 1 + n × this as long. */
  readonly perStream: number;
}
