import type { Paint } from '../../lib/paint.ts';

/** What is written on. */
export interface Sheet {
  readonly paint: Paint;
  readonly columns: number;
  /** Ids of findings that do not count. */
  readonly known: readonly string[];
}
