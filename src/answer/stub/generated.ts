import type { JsonObject } from '../../model/json.ts';

/** What text is made for. */
export interface Prompt {
  /** Everything that makes the text another one. */
  readonly source: string;
  readonly tokens: number;
}

export interface Choice {
  readonly index: number;
  readonly text: string;
  readonly tokens: number;
  readonly finish: 'stop' | 'length';
}

/** A made text before it is put in an endpoint's form: the same whole and streamed. */
export interface Generation {
  readonly id: string;
  readonly model: string;
  readonly choices: readonly Choice[];
  readonly promptTokens: number;
  readonly usage: JsonObject;
}
