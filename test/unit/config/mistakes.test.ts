import { expect, test } from 'vitest';
import { FileMistakes, type Mistake, printMistakes } from '../../../src/config/mistakes.ts';

const mistake: Mistake = {
  file: 'my.yaml',
  line: 3,
  column: 5,
  source: '  - tims: 2',
  length: 4,
  message: 'unknown key "tims"; did you mean "times"?',
};

test('a mistake is printed with its place, its line and a caret', () => {
  expect(printMistakes([mistake])).toBe(
    ['my.yaml:3:5: unknown key "tims"; did you mean "times"?', '    - tims: 2', '      ^^^^'].join('\n'),
  );
});

test.each([
  ['begins', 1],
  ['goes on', 500],
  ['ends', 1_000],
])('of a long line about a hundred columns are shown where it %s', (_, column) => {
  const source = `${'x'.repeat(column - 1)}Y${'x'.repeat(1_000 - column)}`;
  const [, line = '', caret = ''] = printMistakes([{ ...mistake, source, column, length: 1 }]).split('\n');
  expect(line.length).toBeLessThan(110);
  expect(line[caret.indexOf('^')]).toBe('Y');
});

test('nothing in a file reaches the terminal as a control character', () => {
  const wild = { ...mistake, source: 'a\u001b[2J\tb', message: 'got "\u009b2J"' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(printMistakes([wild])).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('colours mark place and caret when they are asked for', () => {
  const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
  const printed = printMistakes([mistake], { bold: mark('b'), red: mark('r'), dim: mark('d') });
  expect(printed).toContain('<b>my.yaml:3:5</b>: unknown');
  expect(printed).toContain('<r>^^^^</r>');
});

test('mistakes come in the order of each file, the same one once', () => {
  const other = { ...mistake, file: 'other.yaml', line: 1 };
  const { mistakes } = new FileMistakes([mistake, other, { ...mistake, line: 2 }, mistake]);
  expect(mistakes.map(({ file, line }) => `${file}:${line}`)).toEqual([
    'my.yaml:2',
    'my.yaml:3',
    'other.yaml:1',
  ]);
});

test('a hundred are printed, the rest is counted', () => {
  const many = Array.from({ length: 130 }, (_, line) => ({ ...mistake, line: line + 1 }));
  expect(new FileMistakes(many).message).toMatch(/… and 30 more$/);
});
