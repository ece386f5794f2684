import { z } from 'zod';
import { platformShape } from './shape.ts';

/** What editors complete and check in a platform's file. */
export function platformJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(platformShape, {
    io: 'input',
    unrepresentable: 'any',
    // Defaults are kept as read, not as written.
    override: ({ jsonSchema }) => void delete jsonSchema.default,
  });
  return { title: 'badgateway platform', ...schema };
}
