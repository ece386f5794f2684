/** USD for 1,000,000 tokens; of a token whole thousand-millionths. */
export interface Price {
  readonly prompt: number;
  readonly completion: number;
  /** Field → id of the source that states it; one that is not named is assumed. */
  readonly documented: Readonly<Record<string, string>>;
}
