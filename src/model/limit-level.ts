/** How much of a limit is used under one key. */
export interface KeyLevel {
  /** Masked, or the beginning of a digest; empty: all requests together. */
  readonly key: string;
  /** `kept`: over a restart; it has not come again, so that only its digest is known. */
  readonly origin: 'seen' | 'kept';
  /** What is left, in the limit's unit. */
  readonly remaining: number;
  /** Milliseconds until one more fits; `null`: time alone makes no room. */
  readonly waitMs: number | null;
  /** Milliseconds until nothing is used; `null`: that does not depend on time. */
  readonly freeMs: number | null;
  /** Requests under the key for which there was no room. */
  readonly refusals: number;
}

/** What makes room in a limit again. */
export const freeings = ['by-time', 'by-the-end-of-answers', 'by-top-up'] as const;

/** What is said of a limit in which time alone makes no room. */
export const untilFreed: Readonly<Record<(typeof freeings)[number], string>> = {
  'by-time': 'no room at any time',
  'by-the-end-of-answers': 'room once an answer has ended',
  'by-top-up': 'empty until it is topped up',
};

/** A limit of one run as it is shown. */
export interface LimitLevel {
  readonly scenario: string;
  readonly label: string;
  readonly id: string;
  /** In its unit. */
  readonly amount: number;
  /** `shadow`: it is counted and refuses nothing. */
  readonly enforcement: 'enforced' | 'shadow';
  /** `60 requests per minute` */
  readonly says: string;
  /** `requests`, `tokens`, … */
  readonly unit: string;
  readonly freed: (typeof freeings)[number];
  /** By what requests are told apart; empty: all of them together. */
  readonly by: readonly string[];
  /** Requests for which there was no room, under all keys. */
  readonly refusals: number;
  /** The fullest first. */
  readonly keys: readonly KeyLevel[];
  /** Number of keys in use that are not listed. */
  readonly others: number;
}
