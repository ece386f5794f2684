import type { Paint } from '../../lib/paint.ts';

/** Colours and width of the output. */
export interface Sheet {
  readonly paint: Paint;
  readonly columns: number;
  /** Ids of findings that the baseline excuses. */
  readonly known: readonly string[];
}
