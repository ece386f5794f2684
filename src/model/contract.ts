/**
 * One sentence of what the platform asks of a client, in our words. It is judged by an expectation under some
 * scenarios, or `notJudged` says why it is not.
 */
export interface Sentence {
  readonly says: string;
  /** Id of a source; `null`: assumed. */
  readonly documented: string | null;
  readonly expectation: string | null;
  /** The statuses that it is about; empty: any, or none in particular. */
  readonly statuses: readonly number[];
  /** Shipped scenarios that give occasion to it. */
  readonly scenarios: readonly string[];
  /** Names of clients that do all but this; the tests hold them. */
  readonly mutants: readonly string[];
  readonly notJudged: string | null;
}
