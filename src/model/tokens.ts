/** Tokens of a request's prompt and of its answer. */
export interface Tokens {
  readonly prompt: number;
  readonly completion: number;
}

/** What an answer costs if all of it is sent, by the source that makes it. */
export interface Usage {
  readonly tokens: Tokens;
  /**
   * Events of a stream before its first token; then each event is one. `null`: a whole answer, which was made
   * before its first byte is sent.
   */
  readonly leading: number | null;
}
