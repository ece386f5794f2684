import type { Broken } from './broken.ts';

/** What no YAML reader takes, or only at a price. */
export const brokenYaml: readonly Broken[] = [
  ['an unquoted star', 'rules:\n  - when: { model: * }\n    faults: [500]', '2:20', 'needs quotes: "*"'],
  ['a glob that reads as an alias', 'rules:\n  - when: { model: *kimi }', '2:20', 'no anchor &kimi before'],
  ['a duplicate key', 'seed: 1\nseed: 2', '2:1', 'duplicate key "seed"; keep one'],
  ['two documents', 'seed: 1\n---\nseed: 2', '2:1', 'one document per file'],
  ['a tab that indents', 'rules:\n\t- faults: [500]', '2:1', 'use spaces'],
  ['a list that is never closed', 'rules: [', '1:9', 'end with a ]'],
  ['a quote that is never closed', 'seed: "1', '1:9', 'never closed'],
  ['a colon in a text', 'scenario: one: two', '1:11', 'needs quotes'],
  ['an alias within its own anchor', 'rules: &all [*all]', '1:14', 'part of what it stands for'],
  ['a key that is a list', '? [seed]\n: 1', '1:3', 'one word or a quoted text'],
  ['a tag of nobody', 'seed: !secret 1', '1:7', 'Unresolved tag'],
  ['a merge of a word', 'rules:\n  - <<: base', '2:9', '"<<" takes a mapping'],
  ['20 KB of brackets', '['.repeat(20_000), '1:61', 'nested more than 60 levels'],
  ['20 KB of dashes', '- '.repeat(10_000), '1:121', 'nested more than 60 levels'],
  [
    'braces after a text with a quote',
    `a: it's\nb: ${'{'.repeat(20_000)}`,
    '2:62',
    'nested more than 60 levels',
  ],
  [
    'aliases of aliases of aliases',
    [
      'a0: &a0 [1]',
      ...Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`),
    ].join('\n'),
    '8:10',
    'aliases unfold to more than 2000000 values',
  ],
  ['more than 16 mebibytes', `# ${'x'.repeat(16_777_216)}`, '1:1', 'at most 16777216 (16MiB)'],
  ['an empty file', '', '1:1', 'expected a mapping, got nothing'],
  ['a word', 'healthy', '1:1', 'expected a mapping, got "healthy"'],
];
