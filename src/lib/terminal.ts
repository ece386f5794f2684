import type { DrillExitCode } from '../model/drill-record.ts';

export type ExitCode = DrillExitCode;

/** The process interfaces that a command may use; `main.ts` passes them in. */
export interface Terminal {
  /** Writes results to standard output. */
  out(text: string): void;
  /** Writes error messages to standard error. */
  err(text: string): void;
  /** Standard error as a stream, for the log. */
  readonly logTarget: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly env: NodeJS.ProcessEnv;
  /** Columns of standard output; 0 if it is no terminal. */
  readonly columns: number;
  readonly colour: boolean;
  /** Resolves at the first signal to stop; `again` is called at each further one. */
  stopSignal(again: () => void): Promise<void>;
  /** Calls back at each request for a status report (SIGUSR2). */
  onStatusSignal(tell: () => void): void;
  /** Calls back at each request to stop every fault (SIGUSR1). */
  onFaultStopSignal(stop: () => void): void;
}
