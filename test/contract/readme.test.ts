import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test('tables of README and docs are those of the registries; npm run docs writes them', () => {
  execFileSync(process.execPath, [inRoot('scripts/readme.mjs'), '--check'], { stdio: 'pipe' });
});

test.each(['README.md', 'CONTRIBUTING.md', ...readdirSync(inRoot('docs')).map((name) => `docs/${name}`)])(
  'every link of %s inside the repository leads somewhere',
  (path) => {
    const text = readFileSync(inRoot(path), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g))
      expect(() => readFileSync(new URL(target, `file://${inRoot(path)}`)), target).not.toThrow(/ENOENT/);
  },
);
