/**
 * Makes docs/production.md: clients that the repository has installed, under the failures of plan.yaml.
 *   (nothing)   runs them all (about four minutes), and writes the page
 *   --quick     plays a few again that take no second, and says which lines of the page tell otherwise
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { filled } from '../../scripts/lib/pages.mjs';
import { runAll } from '../clients/lib/drills.mjs';
import { clients, drillsOf, failures, place, quick } from './lib/drills.mjs';
import { parts } from './lib/page.mjs';

const file = fileURLToPath(new URL('../../docs/production.md', import.meta.url));

async function writePage() {
  const seen = await runAll(drillsOf(failures, clients), place, ({ client, scenarios }, done) =>
    console.error(`production: ${done}: ${client}, ${scenarios.join(' ')}`),
  );
  writeFileSync(file, await filled(readFileSync(file, 'utf8'), (name) => parts[name](seen)));
}

function tableOf(text, name) {
  const [, found = ''] = new RegExp(`<!-- generated: ${name} -->\n([^]*?)<!-- end -->`).exec(text) ?? [];
  return found.split('\n');
}

async function compare() {
  const few = failures.filter((failure) => failure.quick);
  const some = clients.filter(({ title }) => quick.includes(title));
  const seen = await runAll(drillsOf(few, some), place, () => {}, 2);
  const page = readFileSync(file, 'utf8');
  const lines = few.flatMap(({ scenario }) => {
    const told = tableOf(page, scenario);
    const own = parts[scenario](seen).split('\n');
    const isSeen = (line) => quick.some((title) => line.startsWith(`| ${title} |`));
    return own.filter((line) => isSeen(line) && !told.includes(line)).map((line) => `${scenario}: ${line}`);
  });
  console.log([`${seen.length} lines compared`, ...lines].join('\n'));
  if (lines.length > 0) process.exitCode = 1;
}

await (process.argv.includes('--quick') ? compare() : writePage());
