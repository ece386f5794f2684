import type { JsonObject } from '../model/json.ts';

/** An object that is neither a list nor `null`. */
export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Like `isMapping`, for values that were parsed as JSON. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isMapping(value);
}
