import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const inRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const linesOf = (path: string) => readFileSync(inRoot(path), 'utf8').split('\n');

/** What the image is built from: sources of `COPY`, without those of an earlier stage. */
const copied = linesOf('Dockerfile')
  .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
  .flatMap((line) => line.split(' ').slice(1, -1));

/** Everything is left out but what these lines take in again. */
const taken = linesOf('.dockerignore').flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));

test.each(copied)('the image copies %s, which is there and not ignored', (path) => {
  expect(existsSync(inRoot(path))).toBe(true);
  expect(taken).toContain(path);
});

test('the build of the image has each file of the repository that the script of the build imports', () => {
  const imported = [...readFileSync(inRoot('scripts/ready.mjs'), 'utf8').matchAll(/'\.\/(lib\/[\w.-]+)'/g)];
  expect(imported.map(([, path]) => `scripts/${path}`).filter((path) => !copied.includes(path))).toEqual([]);
});
