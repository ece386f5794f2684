import { type Filter, isShown, noFilter } from './filter.ts';
import { Rates } from './rates.ts';
import type { Row } from './row.ts';

/** The attempts that the filter lets through, oldest first, and their rates. */
export class View {
  filter: Filter = noFilter;
  rows: Row[] = [];
  rates = new Rates();
  /** Attempts that were ever added since the filter was set; how far a list has moved follows from it. */
  added = 0;

  add(rows: readonly Row[]): void {
    for (const row of rows)
      if (isShown(row, this.filter)) {
        this.rows.push(row);
        this.rates.add(row);
        this.added += 1;
      }
  }

  /** Forgets what is older than the entry. */
  forget(oldest: number): void {
    const kept = this.rows.findIndex(({ id }) => id >= oldest);
    this.rows.splice(0, kept < 0 ? this.rows.length : kept);
  }

  set(filter: Filter, rows: readonly Row[]): void {
    this.filter = filter;
    this.rows = [];
    this.rates = new Rates();
    this.added = 0;
    this.add(rows);
  }
}
