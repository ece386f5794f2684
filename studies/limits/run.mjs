/**
 * Makes docs/limits.md: six clients, each of twenty workers, at a limit of sixty requests a minute. They run
 * in turn, each for 90 s at most.
 *   --calls N     calls that the workers of one client share (default 120)
 *   --seconds N   no call is begun later than this (default 85)
 *   --honest      in their place, how often honest clients are accused, out of 1,000 simulated runs of each
 *   --only X      the clients named like X alone; the page stays as it is, and the table is printed
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from '../../bench/lib/report.mjs';
import { filled, table } from '../../scripts/lib/pages.mjs';
import { clients } from './clients.mjs';

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = inRoot('docs/limits.md');
const { values: options } = parseArgs({
  options: {
    calls: { type: 'string', default: '120' },
    seconds: { type: 'string', default: '85' },
    honest: { type: 'boolean' },
    only: { type: 'string', default: '' },
  },
});

/** The JSON report of a drill; its command may end as it likes. */
async function drill(args) {
  const child = spawn(process.execPath, [inRoot('dist/main.js'), 'drill', ...args], {
    cwd: inRoot('.'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code === 2 || text === '')
    throw new Error(`Failed to drill: it ended with ${code}; npm run build first`);
  return JSON.parse(text).scenarios[0];
}

/** What the judge says of how the limit was shared. */
const shared = / (?<goodput>\d.*? %) of what it allows got through, (?<wasted>[\d.]+) in vain for each/;

const part = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const inSeconds = (ms) => (Number.isNaN(ms) ? '' : `${(ms / 1_000).toFixed(ms < 9_950 ? 1 : 0)} s`);

const marks = { pass: '✓', fail: '✗', suspect: '?', inconclusive: '?' };
const verdictsOf = ({ verdicts }) =>
  verdicts
    .filter(({ by, params }) => by === 'asked' && params !== 'any')
    .map(({ outcome, expectation }) => `${marks[outcome]} \`${expectation}\``)
    .join('<br>');

async function runClient(name) {
  const folder = mkdtempSync(join(tmpdir(), 'shared-limit-'));
  const file = join(folder, 'seen.json');
  const command = [
    process.execPath,
    inRoot('studies/limits/workers.mjs'),
    name,
    options.calls,
    options.seconds,
    file,
  ];
  const limits = ['--time-limit', `${Number(options.seconds) + 15}s`, '--max-attempts', '9000'];
  const scenario = await drill([
    inRoot('studies/limits/sixty-a-minute.yaml'),
    '--json',
    ...limits,
    '--',
    ...command,
  ]);
  const seen = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
  const told = scenario.verdicts.flatMap(({ because, findings }) => [
    because,
    ...findings.map(({ says }) => says),
  ]);
  const { goodput = 'not reached', wasted = '' } =
    told.map((says) => shared.exec(says)?.groups).find(Boolean) ?? {};
  const sorted = seen.waits.toSorted((a, b) => a - b);
  return {
    name,
    seen,
    goodput,
    wasted,
    p50: part(sorted, 0.5),
    p95: part(sorted, 0.95),
    verdicts: verdictsOf(scenario),
  };
}

const columns = [
  ['client', ({ name }) => clients[name][0]],
  ['answered', ({ seen }) => `${seen.waits.length} of ${options.calls}`],
  ['gave up', ({ seen }) => seen.failed],
  ['in', ({ seen }) => inSeconds(seen.tookMs)],
  ['goodput', ({ goodput }) => goodput],
  ['in vain for each success', ({ wasted }) => wasted],
  ['wait of a call, p50', ({ p50 }) => inSeconds(p50)],
  ['p95', ({ p95 }) => inSeconds(p95)],
  ['verdicts', ({ verdicts }) => verdicts],
];

/** Runs the tests with more runs, and puts their part into the page. */
async function honest() {
  const folder = mkdtempSync(join(tmpdir(), 'honest-limits-'));
  const test = [inRoot('node_modules/vitest/vitest.mjs'), 'run', 'studies/limits/honest.test.ts'];
  const child = spawn(process.execPath, test, {
    cwd: inRoot('.'),
    stdio: 'inherit',
    env: { ...process.env, DOCS_PARTS: folder, LIMIT_RUNS: '1000' },
  });
  const [status] = await once(child, 'exit');
  if (status === 0) {
    const part = readFileSync(join(folder, 'honest.md'), 'utf8');
    writeFileSync(
      page,
      await filled(readFileSync(page, 'utf8'), (name) => (name === 'honest' ? part : null)),
    );
  }
  rmSync(folder, { recursive: true });
  process.exit(status ?? 1);
}

if (options.honest) await honest();
const results = [];
for (const name of Object.keys(clients).filter((each) => each.includes(options.only))) {
  console.error(`shared-limit: ${clients[name][0]}, at most ${Number(options.seconds) + 15} s`);
  results.push(await runClient(name));
}
const { cpu, cores, memory, system, node, date, commit } = machine();
const where = `${cpu}, ${cores} cores, ${memory}; ${system}; Node ${node}; ${date}, commit ${commit}`;
const parts = {
  clients: table(
    [
      ['client', ([, [title]]) => title],
      ['what it does', ([, [, says]]) => says],
    ],
    Object.entries(clients),
  ),
  table: `${where}.\n\n${table(columns, results)}`,
};
if (options.only === '')
  writeFileSync(page, await filled(readFileSync(page, 'utf8'), (name) => parts[name] ?? null));
else console.log(parts.table);
