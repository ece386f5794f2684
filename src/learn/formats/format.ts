import type { Observation } from '../observation.ts';

/** Reads the records of one file. */
export interface RecordReader {
  /** What the record holds: nothing, if it is about something else. `null`: it is not of this format. */
  take(record: unknown): readonly Observation[] | null;
  /** What could be told only when every record was there. */
  rest(): readonly Observation[];
}

/** Where an access log has what; keys that are absent have names that gateways use. */
export interface FieldMap {
  readonly [Field: string]: { readonly field: string; readonly unitMs: number | null };
}

export interface LearnFormat {
  /** Name in `--format`, and of the file. */
  readonly name: string;
  readonly summary: string;
  /** Whether the first record of a file is of this format. */
  recognises(record: unknown): boolean;
  /** What no file of this format tells, each a sentence. */
  readonly cannotTell: readonly string[];
  open(map: FieldMap): RecordReader;
}

/** A reader of records each of which is told alone. */
export function each(take: RecordReader['take']): RecordReader {
  return { take, rest: () => [] };
}
