import { z } from 'zod';
import type { Fault } from '../faults/fault.ts';
import { faults } from '../faults/index.ts';
import { scenarioShape } from './schema.ts';
import { item } from './schema-rule.ts';

type JsonSchema = Record<string, unknown>;

const itemReference = { $ref: '#/$defs/item' };

/** Recursive schemas, such as any JSON; they are referenced from the root. */
type Shared = JsonSchema;

/** Without defaults, since those are parsed values (bytes, milliseconds) and not what a file contains. */
function jsonSchemaOf(schema: z.ZodType, name: string, shared: Shared): JsonSchema {
  const converted = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      delete jsonSchema.default;
      if (zodSchema === item) Object.assign(jsonSchema, itemReference);
    },
  });
  const renamed = JSON.stringify(converted).replaceAll(/__schema\d+/g, (own) => `${name}${own}`);
  const { $schema: _, $defs = {}, ...rest } = JSON.parse(renamed) as JsonSchema & { $defs?: JsonSchema };
  Object.assign(shared, $defs);
  return rest;
}

/** `{ name: parameters }`, `{ name: value }` where the fault has a main parameter, `{ name: }`. */
function mappingOf({ name, summary, params, main, example }: Fault, shared: Shared): JsonSchema {
  const parameters = jsonSchemaOf(params, name, shared);
  const short = main === undefined ? [] : [jsonSchemaOf(params.shape[main] as z.ZodType, name, shared)];
  const anyOf = [parameters, ...short, { type: 'null' }];
  return {
    type: 'object',
    properties: { [name]: { description: summary, examples: [example], anyOf } },
    required: [name],
    additionalProperties: false,
  };
}

function itemSchema(shared: Shared): JsonSchema {
  const words = faults.map(({ name, summary }) => ({ const: name, description: summary }));
  return {
    description:
      'A status, a fault, an error of the platform, { fault: parameters }, ok, or a list of these.',
    oneOf: [
      { type: 'integer', minimum: 400, maximum: 599, description: "The platform's error of that status." },
      {
        type: 'string',
        pattern: '^[a-z][a-z0-9-]*$',
        anyOf: [
          { const: 'ok', description: 'Nothing: this rule stays silent.' },
          ...words,
          { description: "The name of an error of the platform's catalogue." },
        ],
      },
      ...faults.map((fault) => mappingOf(fault, shared)),
      { type: 'array', items: itemReference, minItems: 1 },
    ],
  };
}

/** JSON Schema of a file with rules in it. */
export function rulesJsonSchema(shape: z.ZodType, title: string): JsonSchema {
  const shared: Shared = {};
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `badgateway ${title}`,
    ...jsonSchemaOf(shape, title, shared),
    $defs: Object.assign(shared, { item: itemSchema(shared) }),
  };
}

/** JSON Schema of a scenario file, for editors; generated from the schemas of the file and of all faults. */
export function scenarioJsonSchema(): JsonSchema {
  return rulesJsonSchema(scenarioShape, 'scenario');
}
