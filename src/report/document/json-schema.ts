import { z } from 'zod';
import { document } from './schema.ts';

/** What programs that read the JSON report may rely on; a later version may tell more. */
export function reportJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(document, {
    io: 'input',
    override: ({ jsonSchema }) => void delete jsonSchema.readOnly,
  });
  return { title: 'badgateway report', ...schema };
}
