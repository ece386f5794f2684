import { rulesJsonSchema } from '../scenario/json-schema.ts';
import { drillShape } from './schema.ts';

/** JSON Schema of a drill file, for editors. */
export function drillJsonSchema(): ReturnType<typeof rulesJsonSchema> {
  return rulesJsonSchema(drillShape, 'drill');
}
