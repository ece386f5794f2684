import type { DrillRecord } from '../model/drill-record.ts';
import type { Difference } from './compare.ts';

/** What a report tells: a drill, and how it differs from an earlier one; empty: there is none. */
export interface ReportInput {
  readonly record: DrillRecord;
  readonly compared: readonly Difference[];
}

/** A form of the report on a drill. File name = name. */
export interface DrillReport {
  readonly name: string;
  /** Endings of file names that select it, with the dot; empty: only for the terminal. */
  readonly endings: readonly string[];
  readonly summary: string;
  write(input: ReportInput): string;
}
