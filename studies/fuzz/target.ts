/** A reader of bytes that others send or write, and what must hold for it whatever they are. */
export interface Target {
  readonly name: string;
  /** What mutations put into an input, beside bytes by chance. */
  readonly words: readonly string[];
  /** Valid inputs, beside those of `corpus/NAME`. */
  seeds(): readonly Buffer[];
  /** Made once for all inputs of a run. */
  open(): Promise<Opened>;
}

export interface Opened {
  /** Throws, or rejects, where a promise is broken. */
  read(bytes: Buffer): Promise<void> | void;
  close(): Promise<void> | void;
}

export const opened = (read: Opened['read']): Promise<Opened> => Promise.resolve({ read, close() {} });
