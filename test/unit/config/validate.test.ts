import { expect, test } from 'vitest';
import { z } from 'zod';
import { readDocument } from '../../../src/config/document.ts';
import { FileMistakes, type Mistake } from '../../../src/config/mistakes.ts';
import { Part, validate } from '../../../src/config/validate.ts';

const shape = z.strictObject({
  name: z.string().default('nameless'),
  count: z.int().min(1).max(9).optional(),
  per: z.enum(['all', 'key', 'model']).optional(),
  one: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  inner: z.strictObject({ deep: z.boolean() }).optional(),
  points: z.record(z.string().regex(/^\d+s$/, 'expected a time such as 5s'), z.number()).optional(),
  own: z.string('expected a duration').optional(),
  keys: z.array(z.string().max(3)).optional(),
  step: z.number().multipleOf(5).gt(0).optional(),
});

function said(text: string): string[] {
  try {
    validate(shape, readDocument(text, 'f'));
    return [];
  } catch (error) {
    if (!(error instanceof FileMistakes)) throw error;
    return error.mistakes.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
}

test.each([
  ['cuont: 1', '1:1 unknown key "cuont"; did you mean "count"?'],
  ['inner: { dep: true, deep: true }', '1:10 unknown key "dep"; did you mean "deep"?'],
  ['inner: {}', '1:8 missing "deep"; expected true or false'],
  ['count: no', '1:8 expected a number, got "no"'],
  ['count: 1.5', '1:8 expected a whole number, got 1.5'],
  ['count: 0', '1:8 expected at least 1, got 0'],
  ['count: 10', '1:8 expected at most 9, got 10'],
  ['count:', '1:7 expected a number, got nothing'],
  ['step: 4', '1:7 expected a multiple of 5, got 4'],
  ['step: 0', '1:7 expected more than 0, got 0'],
  ['per: modle', '1:6 unknown value "modle"; did you mean "model"?'],
  ['per: 5', '1:6 expected all, key or model, got 5'],
  ['one: 5', '1:6 expected a text or a list, got 5'],
  ['one: [a, 5]', '1:10 expected a text, got 5'],
  ['one: []', '1:6 expected at least 1 item, got a list'],
  ['points: { 5: 1 }', '1:11 expected a time such as 5s, got "5"'],
  ['points: { 5s: x }', '1:15 expected a number, got "x"'],
  ['own: 5', '1:6 expected a duration, got 5'],
  ['keys: [sk-planted]', '1:8 expected a text of at most 3 characters'],
  [`name: [${'x'.repeat(99)}]`, '1:7 expected a text, got a list'],
  [`count: ${'x'.repeat(99)}`, `1:8 expected a number, got "${'x'.repeat(60)}…"`],
  ['[]', '1:1 expected a mapping, got a list'],
])('%s: %s', (text, message) => {
  expect(said(text)).toEqual([message]);
});

test('all mistakes are said at once', () => {
  expect(said('cuont: 1\ncount: 0\ninner: { deep: 1 }')).toHaveLength(3);
});

test('what is right is read, defaults put in', () => {
  expect(validate(shape, readDocument('count: 3', 'f'))).toEqual({ name: 'nameless', count: 3 });
});

test('fields that are right are read although others are wrong', () => {
  const mistakes: Mistake[] = [];
  const fields = Part.root(readDocument('count: 3\nper: 5\nwrong: 1', 'f'), mistakes).fields(shape, ['step']);
  expect(fields).toEqual({ name: 'nameless', count: 3 });
  expect(mistakes).toHaveLength(2);
});

test('a short spelling is refused where it was written', () => {
  const mistakes: Mistake[] = [];
  const part = Part.root(readDocument('- 3\n- 0', 'f'), mistakes).at(1);
  part.as({ count: part.value }).read(shape);
  expect(mistakes).toMatchObject([{ line: 2, column: 3, message: 'expected at least 1, got 0' }]);
});
