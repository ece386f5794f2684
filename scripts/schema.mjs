// Writes schema/*.json from the built code: npm run build && node scripts/schema.mjs
import { writeFile } from 'node:fs/promises';
import { drillJsonSchema } from '../dist/drill-file/json-schema.js';
import { platformJsonSchema } from '../dist/platforms/json-schema.js';
import { reportJsonSchema } from '../dist/report/document/json-schema.js';
import { scenarioJsonSchema } from '../dist/scenario/json-schema.js';

const schemas = {
  scenario: scenarioJsonSchema(),
  platform: platformJsonSchema(),
  report: reportJsonSchema(),
  drill: drillJsonSchema(),
};
for (const [name, schema] of Object.entries(schemas)) {
  const file = new URL(`../schema/${name}.schema.json`, import.meta.url);
  await writeFile(file, `${JSON.stringify(schema, null, 2)}\n`);
}
