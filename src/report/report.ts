import type { Judgement } from '../model/judgement.ts';

/** Where a report is read. */
export interface Style {
  readonly colour: boolean;
  /** Of the terminal; 0: none. */
  readonly columns: number;
}

/** A form in which a judgement is told. File name = name. */
export interface Report {
  readonly name: string;
  /** File name endings that choose it, with the dot; none: it is for the terminal alone. */
  readonly endings: readonly string[];
  readonly summary: string;
  /** The whole text. */
  write(judgement: Judgement, style: Style): string;
}
