import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { drillJsonSchema } from '../../../src/drill-file/json-schema.ts';
import { faults } from '../../../src/faults/index.ts';
import { platformJsonSchema } from '../../../src/platforms/json-schema.ts';
import { scenarioJsonSchema } from '../../../src/scenario/json-schema.ts';
import { goodScenarios } from './good-scenarios.ts';

const editor = z.fromJSONSchema(scenarioJsonSchema());

test.each([
  ['scenario', scenarioJsonSchema()],
  ['platform', platformJsonSchema()],
  ['drill', drillJsonSchema()],
])('schema/%s.schema.json is up to date (npm run schema writes it)', (name, schema) => {
  const committed = readFileSync(new URL(`../../../schema/${name}.schema.json`, import.meta.url), 'utf8');
  expect(JSON.parse(committed)).toEqual(schema);
});

test.each(goodScenarios.map((text, index) => [index, text] as const))('good scenario %i fits', (_, text) => {
  expect(editor.safeParse(parse(text, { merge: true })).error?.issues ?? []).toEqual([]);
});

test.each([
  'scenaro: x',
  'rules: [{ faults: [latency: 5] }]',
  'rules: [{ faults: [latancy: 5s] }]',
  'rules: [{ faults: [{ hang: {}, error: 500 }] }]',
  'rules: [{ sequence: [] }]',
  'rules: [{ faults: [500], chance: 2 }]',
  'limits: { hang: 5 }',
  'rateLimits: [{ id: a, rate: 60 }]',
  'keys: [{ key: sk-a, state: revokd }]',
  'allowlists: [{ id: 7 }]',
  'replicas: { m: { healthy: -1 } }',
])('%s does not', (text) => {
  expect(editor.safeParse(parse(text)).success).toBe(false);
});

test.each(faults.map((fault) => [fault.name, fault] as const))(
  '%s fits by its name and by its example',
  (name, fault) => {
    for (const item of [name, { [name]: fault.example }])
      expect(editor.safeParse({ rules: [{ faults: [item] }] }).success).toBe(true);
  },
);
