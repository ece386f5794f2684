/**
 * Writes the generated parts of docs/streams.md: what real clients make of broken streams and bodies, as the
 * tests have just seen it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const parts = mkdtempSync(join(tmpdir(), 'streams-docs-'));
const vitest = [inRoot('node_modules/vitest/vitest.mjs'), 'run', 'test/wire/streams-matrix.test.ts'];
const { status } = spawnSync(process.execPath, vitest, {
  cwd: inRoot('.'),
  stdio: 'inherit',
  // A test that would be left out for want of a client fails instead.
  env: { ...process.env, CI: 'true', STREAMS_DOCS_PARTS: parts },
});
if (status === 0) {
  const page = inRoot('docs/streams.md');
  const day = new Date().toISOString().slice(0, 10);
  const partOf = (name) => readFileSync(join(parts, `${name}.md`), 'utf8').replace('<day>', day);
  const made = readFileSync(page, 'utf8').replaceAll(
    /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, begin, name, end) => `${begin}\n${partOf(name)}\n\n${end}`,
  );
  writeFileSync(page, made);
}
rmSync(parts, { recursive: true });
process.exitCode = status ?? 1;
