/**
 * Writes the generated parts of docs/judge.md: false-positive rates of simulated clients, by 100,000
 * runs of each (about a quarter of an hour), and of clients that change their bodies, by 3,000. argv:
 * `--words` leaves all rates as they are, `--bodies` makes only those of changed bodies.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filled } from '../../scripts/lib/pages.mjs';

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const wordsOnly = process.argv.includes('--words');
const bodiesOnly = process.argv.includes('--bodies');
const tests = ['bodies', ...(bodiesOnly ? [] : ['page'])].map((name) => `studies/judge/${name}.test.ts`);
const parts = mkdtempSync(join(tmpdir(), 'honest-clients-'));
const { status } = spawnSync(process.execPath, [inRoot('node_modules/vitest/vitest.mjs'), 'run', ...tests], {
  cwd: inRoot('.'),
  stdio: 'inherit',
  env: {
    ...process.env,
    DOCS_PARTS: parts,
    HONEST_RUNS: wordsOnly ? '10' : '100000',
    BODY_RUNS: wordsOnly ? '10' : '3000',
  },
});
if (status === 0) {
  const file = inRoot('docs/judge.md');
  const page = readFileSync(file, 'utf8');
  const others = wordsOnly ? ['clients'] : ['clients', 'rates', 'bodies'];
  const made = bodiesOnly ? ['bodies'] : others;
  const partOf = (name) => (made.includes(name) ? readFileSync(join(parts, `${name}.md`), 'utf8') : null);
  writeFileSync(file, await filled(page, partOf));
}
rmSync(parts, { recursive: true });
process.exitCode = status ?? 1;
