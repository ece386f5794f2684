import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readFiles } from '../../../src/learn/read.ts';
import { readRecords } from '../../../src/learn/records.ts';
import { collect } from '../../helpers/steps.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-learn-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const file = join(mkdtempSync(join(folder, 'file-')), 'sk-oais-0123456789abcdef0123.jsonl');
  writeFileSync(file, text);
  return file;
}

const placed = async (text: string) => collect(readRecords(fileOf(text)));

test.each([
  [
    'lines',
    '{"a":1}\n\n{"a":2}',
    [
      [1, { a: 1 }],
      [3, { a: 2 }],
    ],
  ],
  ['a document of many lines', '{\n  "a": 1\n}\n', [[1, { a: 1 }]]],
  [
    'a list on many lines',
    '[\n{"a":1},\n{"a":2}\n]\n',
    [
      [1, { a: 1 }],
      [1, { a: 2 }],
    ],
  ],
  [
    'a line that is no JSON',
    '{"a":1}\nno\n{"a":2}\n',
    [
      [1, { a: 1 }],
      [2, undefined],
      [3, { a: 2 }],
    ],
  ],
  [
    'a first line that is the end of one',
    '1}\n{"a":2}\n',
    [
      [1, undefined],
      [2, { a: 2 }],
    ],
  ],
  [
    'a last line that is the beginning of one',
    '{"a":1}\n{"a"',
    [
      [1, { a: 1 }],
      [2, undefined],
    ],
  ],
  [
    'Windows line ends',
    '{"a":1}\r\n{"a":2}\r\n',
    [
      [1, { a: 1 }],
      [2, { a: 2 }],
    ],
  ],
  ['nothing', '', []],
])('%s', async (_, text, expected) => {
  expect((await placed(text)).map(({ line, value }) => [line, value])).toEqual(expected);
});

test.each([
  ['a line', `{"a":1}\n{"a":"${'x'.repeat(200_000)}"}\n{"a":2}\n`, [{ a: 1 }, undefined, { a: 2 }]],
  ['a document', `{\n"a":"${'x'.repeat(200_000)}"\n}\n`, [undefined]],
  ['a document of many lines', `{\n"a":[\n${'1,\n'.repeat(60_000)}1]}\n`, [undefined]],
])('%s that is too long is no record', async (_, text, expected) => {
  const records = await collect(readRecords(fileOf(text), 100_000));
  expect(records.map(({ value }) => value)).toEqual(expected);
});

const none = { format: null, map: {} };

test('lines that are no records are counted, the first ones with their place', async () => {
  const good = '{"time":1772366400,"status":503}';
  const file = fileOf([good, 'no', '{"time":1}', ...Array.from({ length: 9 }, () => '[1]'), good].join('\n'));
  const read = await readFiles([file], none);
  expect(read.observations).toHaveLength(2);
  expect(read.badLines).toBe(11);
  expect(read.badPlaces.map((place) => place.split(':')[1])).toEqual(['2', '3', '4', '5', '6']);
  expect(read.badPlaces.join()).not.toContain('0123456789abcdef0123');
});

test.each(['', 'no\n', '12\n'])('a file of %j is refused with the formats that are known', async (text) => {
  await expect(readFiles([fileOf(text)], none)).rejects.toThrow(/known ones: har, tape, otlp, journal, log/);
});

test('a file that cannot be read is told', async () => {
  await expect(readFiles([join(folder, 'none')], none)).rejects.toThrow(
    /Failed to read .*none: no such file/,
  );
  await expect(readFiles([folder], none)).rejects.toThrow(/: it is a folder;/);
});
