import type { Judgement } from '../model/judgement.ts';

/** Properties of the place where the report is read. */
export interface Style {
  readonly colour: boolean;
  /** Width of the terminal; 0: not a terminal. */
  readonly columns: number;
}

/** A report format. File name = name. */
export interface Report {
  readonly name: string;
  /** File name endings that select it, with the dot; empty: only for the terminal. */
  readonly endings: readonly string[];
  readonly summary: string;
  /** The whole report as text. */
  write(judgement: Judgement, style: Style): string;
}
