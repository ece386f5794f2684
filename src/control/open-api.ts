import { z } from 'zod';
import { version } from '../lib/version.ts';
import { cursorHeader, ndjsonType } from './ndjson.ts';
import type { Operation } from './operation.ts';
import { everyOperation } from './operations/index.ts';

const schemaOf = (shape: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any' });
  return schema;
};

/** Whether a member of the input has to be there. */
function isRequired({ input }: Operation, name: string): boolean {
  const { required = [] } = schemaOf(input, 'input');
  return required.includes(name);
}

function parametersOf(operation: Operation) {
  const { input, path, body } = operation;
  return Object.entries(input.shape)
    .filter(([name]) => (body === '*' ? path.includes(`{${name}}`) : name !== body))
    .map(([name, shape]) => {
      const { description, ...schema } = schemaOf(shape as z.ZodType, 'input');
      const isInPath = path.includes(`{${name}}`);
      return {
        ...{ name, in: isInPath ? 'path' : 'query', schema },
        ...(description === undefined ? {} : { description }),
        required: isRequired(operation, name),
      };
    });
}

function bodyOf(operation: Operation) {
  const { input, body } = operation;
  if (body === undefined) return {};
  if (body === '*') {
    const content = { schema: schemaOf(input, 'input') };
    return { requestBody: { required: true, content: { 'application/json': content } } };
  }
  const shape = input.shape[body] as z.ZodType;
  const { description = '' } = schemaOf(shape, 'input');
  const text = { schema: { type: 'string' } };
  const required = isRequired(operation, body);
  return {
    requestBody: { description, required, content: { 'application/yaml': text, 'application/json': {} } },
  };
}

const problem = {
  description: 'Problem details (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The other form of an answer that is a list: one item a line, and the cursor in a header field. */
function linesOf({ lines }: Operation) {
  if (lines === undefined) return { content: {} };
  const schema = { type: 'string', description: `JSON, one of \`${lines.items}\` a line.` };
  const description = `\`${lines.cursor}\`; with ${ndjsonType} alone.`;
  return {
    content: { [ndjsonType]: { schema } },
    headers: { [cursorHeader]: { description, schema: { type: 'integer' } } },
  };
}

function lineOf(operation: Operation) {
  const { name, summary, output } = operation;
  const { content: lines, ...more } = linesOf(operation);
  const content = { 'application/json': { schema: schemaOf(output, 'output') }, ...lines };
  return {
    ...{ operationId: name, summary, parameters: parametersOf(operation), ...bodyOf(operation) },
    responses: { 200: { description: summary, content, ...more }, default: problem },
  };
}

const place = {
  type: 'object',
  properties: {
    in: { type: 'string' },
    line: { type: 'integer' },
    column: { type: 'integer' },
    message: { type: 'string' },
  },
  required: ['in', 'line', 'column', 'message'],
};

const problemSchema = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    mistakes: { type: 'array', items: place },
  },
  required: ['title', 'status', 'detail'],
};

/** The control API as OpenAPI 3.1, from the operations. */
export function openApi() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of everyOperation)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: lineOf(operation) };
  return {
    openapi: '3.1.0',
    info: { title: 'badgateway control API', version },
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ token: [] }],
  };
}
