import { expect, test } from 'vitest';
import { boundedJson, maxDepth } from '../../../src/lib/bounded-json.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

test.each([
  ['arrays', nested],
  ['objects', objects],
])('%s within each other up to the bound, and not beyond', (_, make) => {
  expect(boundedJson(make(maxDepth))).toEqual(JSON.parse(make(maxDepth)));
  expect(boundedJson(make(maxDepth + 1))).toBeUndefined();
  expect(boundedJson(make(200_000))).toBeUndefined();
});

test('a long text that is not deep is read', () => {
  const wide = JSON.stringify({ input: Array.from({ length: 2_000 }, (_, at) => [at]) });
  expect(boundedJson(wide)).toEqual(JSON.parse(wide));
});

test('what is no JSON has no value', () => {
  expect(boundedJson('{"model":')).toBeUndefined();
});
