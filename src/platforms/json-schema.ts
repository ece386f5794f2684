import { z } from 'zod';
import { platformShape } from './shape.ts';

/** The JSON Schema with which editors check and complete platform files. */
export function platformJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(platformShape, {
    io: 'input',
    unrepresentable: 'any',
    // Zod's defaults are parsed values, not what a file contains, so they are left out.
    override: ({ jsonSchema }) => void delete jsonSchema.default,
  });
  return { title: 'badgateway platform', ...schema };
}
