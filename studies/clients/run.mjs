/**
 * Makes docs/clients.md: pinned real clients under `badgateway drill`, on the contracts of two platforms.
 *   (nothing)   installs the clients, runs them all (about ten minutes), writes the page
 *   --only X    runs the clients named like X again, and writes the page with all others as they were
 *   --page      writes the page anew from what the last run reported
 *   --quick     runs a few clients and scenarios in place, and says where the page tells otherwise
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filled } from '../../scripts/lib/pages.mjs';
import { clients, inPlace, install, nodeVersion, plan, versionReader } from './lib/clients.mjs';
import { differences } from './lib/compare.mjs';
import { drillsOf, runAll } from './lib/drills.mjs';
import { parts } from './lib/page.mjs';

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = inRoot('docs/clients.md');
const reports = inRoot('.cache/atlas-reports.json');

const lastSeen = () => JSON.parse(readFileSync(reports, 'utf8'));

async function runClients(only) {
  const began = Date.now();
  const place = install();
  const told = ({ client, platform, scenarios }, done) => {
    const at = Math.round((Date.now() - began) / 1_000);
    console.error(`atlas: ${at} s, ${done}: ${client}, ${platform}, ${scenarios.join(' ')}`);
  };
  const again = clients.filter(({ title }) => title.includes(only));
  const seen = await runAll(drillsOf(plan, again), place, told);
  const others = only === '' ? [] : lastSeen().filter(({ client }) => !client.includes(only));
  mkdirSync(dirname(reports), { recursive: true });
  writeFileSync(reports, JSON.stringify([...others, ...seen]));
}

async function writePage() {
  const atlas = { seen: lastSeen(), clients, plan, nodeVersion, versionOf: versionReader() };
  writeFileSync(page, await filled(readFileSync(page, 'utf8'), (name) => parts[name](atlas)));
}

async function quick() {
  const brief = plan.map((each) => ({ ...each, runs: each.quick }));
  const few = clients.flatMap(({ quick: run, ...client }) => (run === undefined ? [] : [{ ...client, run }]));
  const seen = await runAll(drillsOf(brief, few), inPlace);
  const found = differences(readFileSync(page, 'utf8'), seen);
  console.log([`${seen.length} cells compared`, ...found].join('\n'));
  if (found.length > 0) process.exitCode = 1;
}

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    page: { type: 'boolean' },
    quick: { type: 'boolean' },
  },
});
if (flags.quick) await quick();
else {
  if (!flags.page) await runClients(flags.only);
  await writePage();
}
