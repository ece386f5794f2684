/**
 * Drills clients of which is known what they do, and says where the judge is wrong; then it ends with 1.
 *   --runs N      drills each client so often; default 1
 *   --at-once N   drills so many at a time; default 6: they sleep for most of their time
 *   --only NAME   those clients alone whose name or kind has this in it
 *   --reports F   writes what the judge said of each run into this file, as JSON
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { judgedWrongly, tableOf, wrongOf } from './wrong.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const badgateway = here('../../../dist/main.js');

function clientsLike(part) {
  const kinds = Object.entries(parse(readFileSync(here('clients.yaml'), 'utf8')));
  const all = kinds.flatMap(([kind, listed]) => listed.map((client) => ({ kind, ...client })));
  const found = all.filter(({ name, kind }) => name.includes(part) || kind.includes(part));
  if (found.length > 0) return found;
  throw new Error(
    `Failed to find a client: none is named like ${part}; studies/judge/hard/clients.yaml has them`,
  );
}

function scenarioOf(name) {
  const own = here(`scenarios/${name}.yaml`);
  return existsSync(own) ? own : name;
}

/** The JSON report of one client under all of its scenarios. */
async function drill({ name, scenarios }) {
  const options = ['--json', '--jobs', '2', '--repeat', '1', '--time-limit', '60s'];
  const command = [process.execPath, here(`clients/${name}.mjs`)];
  const args = [badgateway, 'drill', ...scenarios.map(scenarioOf), ...options, '--', ...command];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [code, report, printed] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  // 2: it could not run. All others come with a report.
  if (code === 2 || report === '') throw new Error(`Failed to drill ${name}: ${printed}`);
  return JSON.parse(report);
}

/** What was seen: `{ client, scenario, wrong }` for each scenario of each run of a client. */
async function drillAll(clients, { runs, atOnce }) {
  const began = Date.now();
  const waiting = Array.from({ length: runs }, () => clients).flat();
  const [all, seen] = [waiting.length, []];
  let done = 0;
  async function work() {
    for (let client = waiting.shift(); client !== undefined; client = waiting.shift()) {
      const { scenarios } = await drill(client);
      const judged = scenarios.map((scenario) => ({
        client,
        scenario,
        wrong: judgedWrongly(client, scenario),
      }));
      seen.push(...judged);
      done += 1;
      const where = judged.filter(({ wrong }) => wrong.length > 0).map(({ scenario }) => scenario.name);
      const at = Math.round((Date.now() - began) / 1_000);
      const judgement = where.length > 0 ? `, judged wrongly under ${where.join(' and ')}` : '';
      console.error(`hard: ${at} s, ${done} of ${all}: ${client.name}${judgement}`);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return seen;
}

const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '6' },
    only: { type: 'string', default: '' },
    reports: { type: 'string' },
  },
});
const counts = { runs: Number(flags.runs), atOnce: Number(flags['at-once']) };
const seen = await drillAll(clientsLike(flags.only), counts);
if (flags.reports !== undefined) writeFileSync(flags.reports, JSON.stringify(seen));
const wrong = wrongOf(seen);
console.log([...wrong, ...(wrong.length > 0 ? [''] : []), tableOf(seen)].join('\n'));
if (wrong.length > 0) process.exitCode = 1;
