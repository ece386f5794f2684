import type { JsonObject } from '../../model/json.ts';
import type { Tokens } from '../../model/tokens.ts';

/** The input for which text is generated. */
export interface Prompt {
  /** All parts of the request on which the text depends. */
  readonly source: string;
  readonly tokens: number;
}

export interface Choice {
  readonly index: number;
  readonly text: string;
  readonly tokens: number;
  readonly finish: 'stop' | 'length';
}

/** A generated text before it is formatted for an endpoint: the same for whole and streamed answers. */
export interface Generation {
  readonly id: string;
  readonly model: string;
  readonly choices: readonly Choice[];
  readonly tokens: Tokens;
  readonly usage: JsonObject;
}
