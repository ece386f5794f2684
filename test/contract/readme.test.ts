import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readScenario, shippedFile } from '../../src/gateway/library.ts';
import { shownKey } from '../../src/simulate/shown-sample.ts';

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

test('the key of README is the one that a healthy gateway tells', async () => {
  const key = shownKey((await readScenario(shippedFile('healthy'), {})).scenario);
  const told = readFileSync(inRoot('README.md'), 'utf8').matchAll(/(?:OPENAI_API_KEY=|Bearer )([\w-]+)/g);
  const keys = [...told].map(([, each]) => each);
  expect(keys.length).toBeGreaterThan(1);
  expect(new Set(keys)).toEqual(new Set([key]));
});
