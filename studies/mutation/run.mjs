// Changes the judge in every small way, one at a time, and lists the changes that no test notices:
// comparisons, operators, numbers, conditions, calls that can be left out. Numbers by one, both ways.
//
//   npm run mutate                     all of it
//   npm run mutate -- exit silence     files with such names alone
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';
import { equivalents } from './equivalents.mjs';
import { Mutants } from './mutants.mjs';
import { keysIn, keysOf } from './places.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = ['src/expectations', 'src/timeline', 'src/judge'];
const tests = [
  'test/unit/{expectations,timeline}/**/*.test.ts',
  'test/unit/judge/{judge,problems,expected}.test.ts',
  'test/contract/every-expectation.test.ts',
];

/** Files in a folder of `src/`, and in the folders in it. */
function sourcesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.split(sep).join('/'));
}

const names = process.argv.slice(2);
const mutants = new Mutants();
for (const folder of folders)
  for (const name of sourcesIn(folder))
    if (names.length === 0 || names.some((wanted) => name.includes(wanted)))
      mutants.add(`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8'));

const instrument = {
  name: 'mutants',
  enforce: 'pre',
  transform: (_, id) => mutants.instrumented(relative(root, id.split('?')[0]).split(sep).join('/')),
};

/** Names of the tests that fail. */
async function failuresOf(env, include) {
  const runner = join(root, 'studies/mutation/runner.mjs');
  const options = {
    ...{ root, config: false, watch: false, include, env, runner, reporters: [{}], testTimeout: 600_000 },
    ...{ pool: 'threads', isolate: false, fileParallelism: false },
  };
  const vitest = await startVitest('test', [], options, { plugins: [instrument] });
  const failed = vitest.state.getFiles().filter(({ result }) => result?.state === 'fail');
  const errors = vitest.state.getUnhandledErrors();
  await vitest.close();
  return [...failed.flatMap(({ name, tasks }) => [name, ...failing(tasks)]), ...errors.map(String)];
}

/** Of a file of the registry the rows are enough. */
function testsOf({ file }) {
  if (!file.startsWith('src/expectations/')) return tests;
  return ['test/unit/expectations/every-row.test.ts', ...tests.slice(-1)];
}

function failing(tasks) {
  return tasks.filter(({ result }) => result?.state === 'fail').map(({ name }) => `  ${name}`);
}

/** What the tests noticed and reached, and what was decided while a file was loaded. */
async function runAll() {
  const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
  const report = join(folder, 'report.json');
  const failures = await failuresOf({ MUTATION_REPORT: report }, tests);
  if (failures.length > 0) throw new Error(`tests fail without any mutant:\n${failures.join('\n')}`);
  const told = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(folder, { recursive: true });
  return told;
}

const began = process.hrtime.bigint();
const { atImport, reached, noticed } = await runAll();
// Mutants are made where a file is loaded.
if (mutants.all.size === 0)
  throw new Error(`nothing was changed: is there a file named ${names.join(' or ')}?`);
const dead = new Set(noticed);
// What was decided while a file was loaded has to be loaded anew.
for (const id of atImport.filter((each) => !dead.has(each)))
  if ((await failuresOf({ MUTANT: id }, testsOf(mutants.all.get(id)))).length > 0) dead.add(id);

const keys = keysOf(mutants.all);
const listed = new Set(keysIn(equivalents));
const alive = [...mutants.all].filter(([id]) => !dead.has(id));
const survivors = alive.filter(([id]) => !listed.has(keys.get(id)));
const covered = new Set([...reached, ...atImport]);
for (const [id, { line, was, now }] of survivors)
  console.log(
    `${keys.get(id)}; line ${line}${covered.has(id) ? '' : ', no test comes here'}: ${was} → ${now}`,
  );

// The list is of these files, and of mutants that no test can notice; what else is in it is out of date.
const files = new Set([...mutants.all.values()].map(({ file }) => file));
const aliveKeys = new Set(alive.map(([id]) => keys.get(id)));
const stale = [...listed].filter((key) => files.has(key.split(' ')[0]) && !aliveKeys.has(key));
for (const key of stale)
  console.log(
    `${key}; listed as equivalent, but it is noticed or there is no such mutant: mend equivalents.mjs`,
  );

const total = mutants.all.size - (alive.length - survivors.length);
const seconds = Number((process.hrtime.bigint() - began) / 1_000_000_000n);
console.log(
  `${dead.size} of ${total} mutants were noticed (${((100 * dead.size) / total).toFixed(1)} %) and ` +
    `${survivors.length} were not; ${alive.length - survivors.length} change nothing. ${seconds} s`,
);
process.exitCode = survivors.length + stale.length === 0 ? 0 : 1;
