/** What a command may touch of the outside; `main.ts` hands it in. */
export interface Terminal {
  /** Standard output: results. */
  out(text: string): void;
  /** Standard error: complaints. */
  err(text: string): void;
  /** Standard error as a stream, for the log. */
  readonly logTarget: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly env: NodeJS.ProcessEnv;
  /** Columns of standard output; 0 when it is no terminal. */
  readonly columns: number;
  readonly colour: boolean;
  /** Resolves at the first signal to stop; the callback is told of each further one. */
  stopSignal(again: () => void): Promise<void>;
  /** Calls back at each signal that asks how things stand (SIGUSR2). */
  onStatusSignal(tell: () => void): void;
}

export type { ExitCode } from '../model/judgement.ts';
