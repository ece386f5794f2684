import { z } from 'zod';
import { document } from './schema.ts';

/** JSON Schema of the JSON report, for programs that read it; later versions may add fields. */
export function reportJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(document, {
    io: 'input',
    override: ({ jsonSchema }) => void delete jsonSchema.readOnly,
  });
  return { title: 'badgateway report', ...schema };
}
