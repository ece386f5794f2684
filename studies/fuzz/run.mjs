/**
 * Reads mutated inputs for a while and writes how many into docs/reliability.md: npm run fuzz
 *   --minutes N   of all targets together (default 60)
 *   --only X      the targets named like X alone; the page stays as it is
 * An input that breaks a promise is kept in studies/fuzz/corpus, which each run begins with.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine, sayMachine } from '../../bench/lib/report.mjs';
import { filled, table } from '../../scripts/lib/pages.mjs';

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, only: { type: 'string', default: '' } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 600)) {
  console.error('--minutes: expected a number above 0, at most 600');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'badgateway-fuzz-'));
const found = join(folder, 'found.jsonl');
writeFileSync(found, '');
const { status } = spawnSync(
  process.execPath,
  [inRoot('node_modules/vitest/vitest.mjs'), 'run', 'studies/fuzz'],
  {
    cwd: inRoot('.'),
    stdio: 'inherit',
    env: {
      ...process.env,
      ...{ FUZZ_MINUTES: values.minutes, FUZZ_FOUND: found, FUZZ_ONLY: values.only },
    },
  },
);
const rows = readFileSync(found, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));
rmSync(folder, { recursive: true });

if (status === 0 && values.only === '') {
  const page = inRoot('docs/reliability.md');
  const columns = [
    ['reads', ({ name }) => name],
    ['inputs', ({ inputs }) => inputs.toLocaleString('en-US')],
  ];
  const said = `${sayMachine(machine())}. ${minutes} minutes; no promise was broken.`;
  const partOf = (name) => (name === 'fuzz' ? `${said}\n\n${table(columns, rows)}` : null);
  writeFileSync(page, await filled(readFileSync(page, 'utf8'), partOf));
}
process.exitCode = status ?? 1;
