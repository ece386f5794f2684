import type { Json } from '../../model/json.ts';
import { countTokens } from '../tokens.ts';

/** A text, or a text that the client has already converted to token ids. */
interface Input {
  readonly text: string;
  readonly tokens: number;
}

/** Maximum number of inputs per request in the API reference of OpenAI. */
const maxInputs = 2_048;

function isTokenIds(value: Json): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isInteger);
}

function inputOf(value: Json): Input | null {
  if (typeof value === 'string') return { text: value, tokens: countTokens(value) };
  return isTokenIds(value) ? { text: `ids\0${value.join(' ')}`, tokens: value.length } : null;
}

/** Accepts a text, token ids, or a list of either; `null` for anything else. */
export function inputsOf(value: Json | undefined): readonly Input[] | null {
  if (value === undefined) return null;
  const single = inputOf(value);
  if (single !== null) return [single];
  if (!Array.isArray(value) || value.length === 0 || value.length > maxInputs) return null;
  const inputs = value.map((item: Json) => inputOf(item));
  return inputs.every((input) => input !== null) ? inputs : null;
}
