import { z } from 'zod';
import { platformShape } from './shape.ts';

/** JSON Schema of a platform file, for editors. */
export function platformJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(platformShape, {
    io: 'input',
    unrepresentable: 'any',
    // Defaults are parsed values, not what a file contains.
    override: ({ jsonSchema }) => void delete jsonSchema.default,
  });
  return { title: 'badgateway platform', ...schema };
}
