import { expect, test } from 'vitest';
import { readDocument } from '../../../src/config/document.ts';
import { FileMistakes } from '../../../src/config/mistakes.ts';

function refusal(text: string): FileMistakes {
  try {
    readDocument(text, 'file.yaml');
  } catch (error) {
    if (error instanceof FileMistakes) return error;
    throw error;
  }
  throw new Error('it was read');
}

const text = `# a comment
list:
  - name: one
    "quoted": [1, two]
  - { name: three }
empty:
`;

test.each([
  ['the root', [], 'value', 2, 1],
  ['a key', ['list'], 'key', 2, 1],
  ['an item', ['list', 1], 'value', 5, 5],
  ['an item, which has no key', ['list', 1], 'key', 5, 5],
  ['a member', ['list', 0, 'name'], 'value', 3, 11],
  ['a quoted key', ['list', 0, 'quoted'], 'key', 4, 5],
  ['an item of a flow list', ['list', 0, 'quoted', 1], 'value', 4, 19],
  ['a member that is not there', ['list', 0, 'missing'], 'value', 3, 5],
  ['a member of what is not there', ['nowhere', 'x', 3], 'value', 2, 1],
  ['a value that was left out', ['empty'], 'value', 6, 7],
] as const)('%s has its place', (_, path, at, line, column) => {
  expect(readDocument(text, 'file.yaml').place([...path], at)).toMatchObject({ line, column });
});

test('what an alias stands for is placed where the alias is', () => {
  const document = readDocument('a: &x { b: { c: 1 } }\nd: *x\ne: { <<: *x }', 'file.yaml');
  expect(document.value).toEqual({ a: { b: { c: 1 } }, d: { b: { c: 1 } }, e: { b: { c: 1 } } });
  expect(document.place(['d', 'b', 'c'], 'key')).toMatchObject({ line: 2, column: 4 });
  expect(document.place(['e', 'b'], 'key')).toMatchObject({ line: 3, column: 4 });
});

test('of several merged mappings the first wins, and what is written here wins over both', () => {
  const merged = 'a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\nc: { z: 3, <<: [*a, *b] }';
  expect(readDocument(merged, 'file.yaml').value).toMatchObject({ c: { x: 1, y: 1, z: 3 } });
});

test.each([
  ['brackets in quotes', `a: "${'['.repeat(100)}"\nb: '${'{'.repeat(100)}'`],
  ['brackets in a comment', `a: 1 # ${'['.repeat(100)}`],
  ['brackets in a text block', `a: |\n  ${'[\n  '.repeat(100)}\nb: 1`],
  ['a text that is indented far', `a: >\n${'                                        x\n'.repeat(9)}`],
  [
    'many lists after each other',
    `a: [1]\n${Array.from({ length: 200 }, (_, n) => `k${n}: [[1]]`).join('\n')}`,
  ],
  ['sixty levels', `${'['.repeat(60)}${']'.repeat(60)}`],
  ['twenty levels of mappings', Array.from({ length: 20 }, (_, n) => `${'  '.repeat(n)}k:`).join('\n')],
  ['one anchor used 150 times', `a: &a { b: 1 }\nc: [${'*a, '.repeat(150)}]`],
  ['a byte order mark', '\uFEFFa: 1'],
  ['carriage returns', 'a: 1\r\nb: 2\r\n'],
  ['words that other readers take for yes and no', 'a: no\nb: on'],
])('%s is honest', (_, honest) => {
  expect(readDocument(honest, 'file.yaml').value).not.toBeNull();
});

test('yes and no are words, as YAML 1.2 has it', () => {
  expect(readDocument('a: no\nb: 5m\nc: 1_000', 'file.yaml').value).toEqual({ a: 'no', b: '5m', c: '1_000' });
});

test('a name that every object has is a key like any other', () => {
  const { value } = readDocument('__proto__: { polluted: 1 }\nconstructor: 2', 'file.yaml');
  expect(Object.keys(Object(value))).toEqual(['__proto__', 'constructor']);
  expect(Object.hasOwn({}, 'polluted')).toBe(false);
});

test('every mistake of the reader is said, each once', () => {
  const { mistakes } = refusal('a: *\nb: @x\nb: 1\nc: `y`\n');
  expect(mistakes.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
});

test('a carriage return is not part of the line', () => {
  expect(refusal('a: 1\r\na: 2\r\n').mistakes[0]?.source).toBe('a: 2');
});

test.each([
  ['a key', 'key: sk-planted-secret\nkey: 1'],
  ['a list of keys', 'keys: [sk-planted-secret, *x]'],
  ['a header', 'Authorization: Bearer sk-planted-secret\nb: *x'],
  ['a password in a URL', 'url: https://me:planted-secret@host/\nurl: 1'],
  ['a key beside the mistake', '{ revokedKeys: ["sk-planted-secret"], b: *x }'],
])('%s is hidden from the source line', (_, secret) => {
  const { message, mistakes } = refusal(secret);
  expect(message).not.toContain('planted');
  expect(mistakes[0]?.source.length).toBe(secret.split('\n')[(mistakes[0]?.line ?? 1) - 1]?.length);
});

test('a hundred thousand mistakes on one line of a mebibyte are bounded', () => {
  const { mistakes, message } = refusal(`[${'*x,'.repeat(100_000)}{ key: sk-planted-secret }]`);
  expect(mistakes).toHaveLength(500);
  expect(message.length).toBeLessThan(100_000);
});
