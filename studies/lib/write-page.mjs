/**
 * Writes the generated parts of docs/<page>.md: what clients come away with, as the tests have just seen it.
 * argv: tls | streams
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filled } from '../../scripts/lib/pages.mjs';

/** Each page, and the tests that publish parts of it. */
const pages = { tls: ['matrix', 'evidence', 'fixes'], streams: ['matrix'] };

const [, , page] = process.argv;
if (!(page in pages)) throw new Error(`no page ${page}; there are ${Object.keys(pages).join(' and ')}`);

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const tests = pages[page].map((name) => `studies/${page}/${name}.test.ts`);
const parts = mkdtempSync(join(tmpdir(), 'client-docs-'));
const { status } = spawnSync(process.execPath, [inRoot('node_modules/vitest/vitest.mjs'), 'run', ...tests], {
  cwd: inRoot('.'),
  stdio: 'inherit',
  // A test that would be left out for want of a client fails instead.
  env: { ...process.env, CI: 'true', DOCS_PARTS: parts },
});
if (status === 0) {
  const file = inRoot(`docs/${page}.md`);
  const day = new Date().toISOString().slice(0, 10);
  const partOf = (name) => readFileSync(join(parts, `${name}.md`), 'utf8').replace('<day>', day);
  writeFileSync(file, await filled(readFileSync(file, 'utf8'), partOf));
}
rmSync(parts, { recursive: true });
process.exitCode = status ?? 1;
