import type { Json, JsonObject } from '../../model/json.ts';
import type { Parameter, Route } from '../../model/platform.ts';
import type { Refused } from './refuse.ts';

const ofType: Readonly<Record<Parameter['type'], (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  'string-or-array': (value) => typeof value === 'string' || Array.isArray(value),
  any: () => true,
};

function allows(parameter: Parameter, value: Json): boolean {
  if (!ofType[parameter.type](value)) return false;
  if (parameter.required && (value === '' || (Array.isArray(value) && value.length === 0))) return false;
  if (typeof value === 'number')
    return value >= (parameter.min ?? -Infinity) && value <= (parameter.max ?? Infinity);
  if (typeof value === 'string') return parameter.oneOf?.includes(value) ?? true;
  return true;
}

/**
 * The first error in the documented parameters. `null`
 * counts as absent; missing parameters precede invalid ones.
 */
export function checkParameters(route: Route, body: JsonObject): Refused | null {
  let invalid: string | null = null;
  for (const name in route.parameters) {
    const parameter = route.parameters[name];
    const value = body[name] ?? null;
    if (parameter === undefined) continue;
    if (value === null && parameter.required) return { refusal: 'missing-parameter', param: name };
    if (value !== null && !allows(parameter, value)) invalid ??= name;
  }
  return invalid === null ? null : { refusal: 'invalid-value', param: invalid };
}
