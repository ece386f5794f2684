import type { Timeline } from './timeline.ts';
import type { Outcome, Verdict } from './verdict.ts';

/** 0 held · 1 expectation broken · 2 could not run · 3 stopped by a limit · 4 suspect or inconclusive. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** The verdicts on one scenario (or on the scenarios of one label). */
export interface Judged {
  readonly timeline: Timeline;
  readonly title: string;
  /** File of the scenario, relative to the working directory. */
  readonly file: string;
  readonly seed: string;
  readonly verdicts: readonly Verdict[];
  readonly outcome: Outcome;
}

/** The content of a report. */
export interface Judgement {
  readonly version: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** The command that was run; `null`: the gateway served without a command. */
  readonly command: readonly string[] | null;
  readonly judged: readonly Judged[];
  /** Ids of findings that are in the baseline; they do not count. */
  readonly known: readonly string[];
  readonly exit: ExitCode;
}
