import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { openApi } from '../../../src/control/open-api.ts';
import { operations } from '../../../src/control/operations/index.ts';

test('it is OpenAPI 3.1, by a validator that is not ours', async () => {
  expect(await new Validator().validate(JSON.parse(JSON.stringify(openApi())))).toEqual({ valid: true });
});

test('each operation has its line, with its input where it is sent', () => {
  const { paths } = openApi();
  const lines = Object.values(paths).flatMap((line) => Object.values(line) as { operationId: string }[]);
  expect(lines.map(({ operationId }) => operationId).sort()).toEqual(
    operations.map(({ name }) => name as string).sort(),
  );
  expect(paths['/rules/{id}']?.['put']).toMatchObject({
    parameters: [
      { name: 'scenario', in: 'query', required: false },
      { name: 'label', in: 'query', required: false },
      { name: 'id', in: 'path', required: true },
    ],
    requestBody: { required: true, content: { 'application/yaml': {}, 'application/json': {} } },
    responses: { 200: { content: { 'application/json': {} } }, default: {} },
  });
  expect(paths['/journal']?.['get']).toMatchObject({
    responses: {
      200: {
        content: { 'application/json': {}, 'application/x-ndjson': { schema: { type: 'string' } } },
        headers: { 'x-badgateway-cursor': { schema: { type: 'integer' } } },
      },
    },
  });
});
