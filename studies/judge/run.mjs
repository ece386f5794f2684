/**
 * Writes the generated parts of docs/judge.md: false-positive rates of simulated clients, by 100,000
 * runs of each (about a quarter of an hour), and of clients that change their bodies, by 3,000. argv:
 * `--words` leaves all rates as they are, `--bodies` makes only those of changed bodies, `--hard` only those
 * of clients that are hard to judge: `--runs N` of each, shared by `--shares N` processes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filled } from '../../scripts/lib/pages.mjs';
import { compiled } from './compiled.mjs';
import { hardPage } from './hard-page.mjs';

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { values } = parseArgs({
  options: {
    ...{ words: { type: 'boolean' }, bodies: { type: 'boolean' }, hard: { type: 'boolean' } },
    runs: { type: 'string', default: '10000' },
    shares: { type: 'string', default: String(availableParallelism()) },
  },
});
const parts = mkdtempSync(join(tmpdir(), 'honest-clients-'));

async function run(args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: inRoot('.'),
    stdio: 'inherit',
    env: { ...process.env, DOCS_PARTS: parts, ...env },
  });
  const [status] = await once(child, 'exit');
  return status ?? 1;
}

function runTests(names, env) {
  const tests = names.map((name) => `studies/judge/${name}.test.ts`);
  return run([inRoot('node_modules/vitest/vitest.mjs'), 'run', ...tests], env);
}

async function runHard({ runs, shares }) {
  const program = compiled('studies/judge/hard-share.ts');
  const files = Array.from({ length: Number(shares) }, (_, at) => join(parts, `hard-${at}.json`));
  const statuses = await Promise.all(
    files.map((file, at) => run([program, runs, String(at + 1), shares, file])),
  );
  const status = Math.max(...statuses);
  if (status === 0) {
    const counted = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
    writeFileSync(join(parts, 'hard.md'), hardPage(counted));
  }
  return status;
}

/** The parts of the page that are made anew. */
function partsMade() {
  if (values.hard) return ['hard'];
  if (values.bodies) return ['bodies'];
  return values.words ? ['clients'] : ['clients', 'rates', 'bodies'];
}

const status = values.hard
  ? await runHard(values)
  : await runTests(['bodies', ...(values.bodies ? [] : ['page'])], {
      HONEST_RUNS: values.words ? '10' : '100000',
      BODY_RUNS: values.words ? '10' : '3000',
    });
if (status === 0) {
  const file = inRoot('docs/judge.md');
  const made = partsMade();
  const partOf = (name) => (made.includes(name) ? readFileSync(join(parts, `${name}.md`), 'utf8') : null);
  writeFileSync(file, await filled(readFileSync(file, 'utf8'), partOf));
}
rmSync(parts, { recursive: true });
process.exitCode = status;
