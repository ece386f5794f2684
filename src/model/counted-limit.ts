import type { NamedEntry } from './admission.ts';
import type { When } from './scenario.ts';

/** By what the requests of a limit are told apart; of several all have to be equal. */
export type LimitKey = 'key' | 'model' | 'client' | 'address' | `header:${string}`;

export type LimitUnit = 'requests' | 'tokens' | 'answers' | 'usd';

export const limitSpans = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Where the windows of a limit begin that go by the calendar, in UTC. */
export interface Calendar {
  /** `spans`: one span after the other since the Unix epoch. */
  readonly every: 'spans' | 'month';
  /** Milliseconds after midnight, or after the span's beginning. */
  readonly resetsAtMs: number;
}

/** A true limit of a scenario: what is used stays used until time, the end of answers or money frees it. */
export interface CountedLimit {
  readonly id: string;
  /** Its kind as the journal names it: `rate-limit`, `wallet`. */
  readonly kind: string;
  /** What it lets through: `60 requests per minute`. */
  readonly says: string;
  readonly when: When;
  /** `answers`: those that are under way at the same time; `usd`: counted in nano-USD. */
  readonly unit: LimitUnit;
  readonly amount: number;
  /** Milliseconds. */
  readonly perMs: number;
  /** Absent: its windows do not go by the calendar. */
  readonly calendar?: Calendar;
  /** Name in the registry of algorithms. */
  readonly algorithm: string;
  /** Empty: all requests together. */
  readonly by: readonly LimitKey[];
  /**
   * When tokens and money are charged. `reserve`: at arrival, prompt and maximum, and corrected by what was
   * sent; `after`: once the answer has ended, so that requests at the same time take more than there is.
   */
  readonly accounting: 'reserve' | 'after';
  /** Tokens that are reserved for an answer whose request sets no maximum. */
  readonly maxTokens: number;
  /** `shadow`: the journal says what it would refuse, and it refuses nothing. */
  readonly enforcement: 'enforced' | 'shadow';
  /** Why what has no room passes where it is not enforced: "it is not enforced". */
  readonly passes: string;
  /** The entry of the platform's catalogue with which it refuses. */
  readonly error: NamedEntry;
}

/** `60 requests per minute`, `4 answers at a time` */
export function describeAmount({
  amount,
  unit,
  perMs,
}: Pick<CountedLimit, 'amount' | 'unit' | 'perMs'>): string {
  const span = Object.entries(limitSpans).find(([, ms]) => ms === perMs)?.[0];
  const what = `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
  return unit === 'answers' ? `${what} at a time` : `${what} per ${span}`;
}
