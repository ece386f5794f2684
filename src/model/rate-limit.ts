import type { When } from './scenario.ts';

/** By what the requests of a rate limit are told apart; of several all have to be equal. */
export type LimitKey = 'key' | 'model' | 'client' | 'address' | `header:${string}`;

export const limitSpans = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** A true limit of a scenario: what is used stays used until time, or the end of answers, frees it. */
export interface RateLimit {
  readonly id: string;
  readonly when: When;
  /** `answers`: those that are under way at the same time. */
  readonly unit: 'requests' | 'tokens' | 'answers';
  readonly amount: number;
  /** Milliseconds. */
  readonly perMs: number;
  /** Name in the registry of algorithms. */
  readonly algorithm: string;
  /** Empty: all requests together. */
  readonly by: readonly LimitKey[];
  /**
   * When tokens are charged. `reserve`: at arrival, prompt and maximum, and corrected by what was sent;
   * `after`: once the answer has ended, so that requests at the same time take more than there is.
   */
  readonly accounting: 'reserve' | 'after';
  /** Tokens that are reserved for an answer whose request sets no maximum. */
  readonly maxTokens: number;
  /** `shadow`: the journal says what it would refuse, and it refuses nothing. */
  readonly enforcement: 'enforced' | 'shadow';
  /** The entry of the platform's catalogue with which it refuses. */
  readonly error:
    | { readonly by: 'entry'; readonly value: string }
    | { readonly by: 'status'; readonly value: number };
}

/** `60 requests per minute`, `4 answers at a time` */
export function describeAmount({
  amount,
  unit,
  perMs,
}: Pick<RateLimit, 'amount' | 'unit' | 'perMs'>): string {
  const span = Object.entries(limitSpans).find(([, ms]) => ms === perMs)?.[0];
  const what = `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
  return unit === 'answers' ? `${what} at a time` : `${what} per ${span}`;
}
