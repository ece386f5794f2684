import { drillJsonSchema } from '../drill-file/json-schema.ts';
import { UsageError } from '../lib/errors.ts';
import { unknownName } from '../lib/nearest.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { platformJsonSchema } from '../platforms/json-schema.ts';
import { reportJsonSchema } from '../report/document/json-schema.ts';
import { scenarioJsonSchema } from '../scenario/json-schema.ts';

const schemas: Readonly<Record<string, () => object>> = {
  scenario: scenarioJsonSchema,
  platform: platformJsonSchema,
  report: reportJsonSchema,
  drill: drillJsonSchema,
};

export function schema(what: string, terminal: Terminal): ExitCode {
  const make = Object.hasOwn(schemas, what) ? schemas[what] : undefined;
  if (make === undefined) throw new UsageError(unknownName('schema', what, Object.keys(schemas)));
  terminal.out(`${JSON.stringify(make(), null, 2)}\n`);
  return 0;
}
