import { expect, test } from 'vitest';
import type { CatalogueEntry } from '../../../src/model/platform.ts';
import { errorMessage } from '../../../src/platforms/envelope.ts';
import { platformNames } from '../../../src/platforms/index.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUse = platformInUse('openai');
const [some] = inUse.platform.errors;
if (some === undefined) throw new Error('a platform without errors');

function told(message: string, subject: Parameters<typeof errorMessage>[3]): string {
  const entry: CatalogueEntry = { ...(some as CatalogueEntry), message };
  return (JSON.parse(errorMessage(inUse, 'public', entry, subject).body) as { error: { message: string } })
    .error.message;
}

test.each([
  ['no such model[: {model}]', { model: 'x' }, 'no such model: x'],
  ['no such model[: {model}]', { model: null }, 'no such model'],
  ['no such model[: {model}]', { model: '' }, 'no such model'],
  ['limit reached[ for {model}][, {key}]', { key: 'sk-**' }, 'limit reached, sk-**'],
  ['no endpoint[: {method} {path}]', { method: 'GET' }, 'no endpoint'],
  ['unknown: {model}', {}, 'unknown: no model'],
  ['see [the docs] of {model}', { model: 'x' }, 'see [the docs] of x'],
  ['a model[: {model}]', { model: '[{key}]', key: 'k' }, 'a model: [{key}]'],
])('%s with %j is %s', (message, subject, text) => {
  expect(told(message, subject)).toBe(text);
});

test.each(platformNames)('no message of %s has a hole where nothing was asked', (name) => {
  const { platform, settings } = platformInUse(name);
  for (const { name: surface } of platform.surfaces)
    for (const entry of platform.errors) {
      const { body } = errorMessage({ platform, settings }, surface, entry, {});
      expect(body).not.toMatch(
        /null for|for null|: null[^,}]|[:[\]{] *"(?=[,}])|no (model|key|param|path|method)"/,
      );
    }
});
