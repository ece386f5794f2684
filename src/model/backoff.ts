/** Waits that grow. Times in milliseconds. */
export interface BackoffFigures {
  readonly firstMs: number;
  readonly factor: number;
  /** Random share of each wait: 0.5 means from 0.5 to 1.5 times the wait. */
  readonly jitter: number;
  readonly capMs: number;
}
