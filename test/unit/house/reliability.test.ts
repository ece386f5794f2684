import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/reliability.md', root), 'utf8');
const rows = page.split('\n').filter((line) => /^\|.*\|$/.test(line) && line.includes('`test/'));

test('each promise of the page on reliability names tests that are there', () => {
  expect(rows.length).toBeGreaterThan(10);
  const named = rows.map((row) => [...row.matchAll(/`(test\/[\w./-]+)`/g)].map(([, file = '']) => file));
  expect(named.filter((files) => files.length === 0)).toEqual([]);
  expect(named.flat().filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
});
