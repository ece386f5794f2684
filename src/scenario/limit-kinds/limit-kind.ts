import type { z } from 'zod';
import type { Part } from '../../config/validate.ts';
import type { CountedLimit } from '../../model/counted-limit.ts';

/** What a kind says of one of its limits; the rest is the same for all kinds. */
export type Counted = Pick<CountedLimit, 'says' | 'unit' | 'amount' | 'perMs' | 'algorithm'> &
  Partial<Pick<CountedLimit, 'calendar' | 'accounting' | 'enforcement' | 'passes'>>;

/** One kind of limit: a key of a scenario with a list of them. */
export interface LimitKind {
  /** The same as the file name. */
  readonly name: string;
  /** One of them, as the journal and explain say it. */
  readonly one: string;
  /** For the key in the scenario file. */
  readonly summary: string;
  readonly shape: z.ZodObject;
  /** The platform's error with which it refuses if the file names none: the first of these entries … */
  readonly errors: readonly string[];
  /** … or else the default one of this status; `null`: the file has to name one. */
  readonly status: number | null;
  /** Reads what is its own; refuses on the part what means nothing. */
  count(part: Part): Counted;
}

export const limitKind = (entry: LimitKind): LimitKind => entry;
