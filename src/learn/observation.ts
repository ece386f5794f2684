/** The form of `Retry-After`, and its wait in milliseconds; `unknown`: it was not recorded. */
export type SeenRetryAfter =
  | { readonly form: 'none' | 'unknown' | 'unreadable' }
  | { readonly form: 'seconds' | 'ms' | 'date'; readonly ms: number };

/** How an exchange ended, as far as the record says. */
export type SeenEnding =
  | 'whole'
  /** The body ended too early, as if it were whole. */
  | 'cut'
  /** The connection broke: before the head where there is no status, else within the body. */
  | 'broken'
  /** No head came until the client left or the time was over; behind a head: the body went silent. */
  | 'silent'
  /** The client left for reasons of its own, or nothing tells why. */
  | 'client-left';

/** One request of a bad day, in the terms that all formats have in common. It holds nothing that was said. */
export interface Observation {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** `null`: not recorded, or no name that is sure to be one. */
  readonly model: string | null;
  /** `null`: not recorded. */
  readonly path: string | null;
  /** `null`: no head came. */
  readonly status: number | null;
  /** Name of an entry of a platform's catalogue, or code or type of the error on the wire. */
  readonly error: string | null;
  readonly retryAfter: SeenRetryAfter;
  /** Milliseconds to the head, or to the first chunk. */
  readonly firstByteMs: number | null;
  readonly totalMs: number | null;
  /** `null`: not recorded. */
  readonly stream: boolean | null;
  /** Events of the stream that arrived. */
  readonly frames: number | null;
  readonly ending: SeenEnding;
}

export const noRetryAfter: SeenRetryAfter = { form: 'none' };
export const unknownRetryAfter: SeenRetryAfter = { form: 'unknown' };

export const unknownObservation: Omit<Observation, 'at'> = {
  model: null,
  path: null,
  status: null,
  error: null,
  retryAfter: unknownRetryAfter,
  firstByteMs: null,
  totalMs: null,
  stream: null,
  frames: null,
  ending: 'whole',
};
