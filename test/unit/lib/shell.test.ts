import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { quoted } from '../../../src/lib/shell.ts';

test.each(['plain', '/a/b-c_d.pem', 'k=v,w:x@y%z+1'])('%s needs no quotes', (text) => {
  expect(quoted(text)).toBe(text);
});

test('whatever it is, a shell hands it on unchanged', () => {
  const odd = [
    '',
    ' ',
    "it's",
    '$HOME',
    '`id`',
    'a\\b',
    '"',
    '*',
    '~',
    '#',
    'a\nb',
    '!',
    ';',
    '&',
    'é',
    '-n',
  ];
  const out = execFileSync('sh', ['-c', `printf '%s\\0' ${odd.map(quoted).join(' ')}`]).toString();
  expect(out.split('\0').slice(0, -1)).toEqual(odd);
});
