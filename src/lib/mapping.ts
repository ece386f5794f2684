import type { JsonObject } from '../model/json.ts';

/** A value with named members: no list, not `null`. */
export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same of a value that was read as JSON. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isMapping(value);
}
