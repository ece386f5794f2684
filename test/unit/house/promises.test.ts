import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);

test.each(['docs/reliability.md', 'SECURITY.md'])('each promise of %s names tests that are there', (name) => {
  const page = readFileSync(new URL(name, root), 'utf8');
  const rows = page.split('\n').filter((line) => /^\|.*\|$/.test(line) && line.includes('`test/'));
  expect(rows.length).toBeGreaterThan(10);
  const named = rows.map((row) => [...row.matchAll(/`(test\/[\w./-]+)`/g)].map(([, file = '']) => file));
  expect(named.flat().filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
});
