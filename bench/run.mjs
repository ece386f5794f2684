/**
 * Measures the gateway against what it is built on: npm run bench -- [--quick] [--only a,c] [--json]
 * A full run writes docs/bench.md. A missed target is told and is no failure: this is no test.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { control } from './items/control.mjs';
import { events } from './items/events.mjs';
import { firstTls } from './items/first-tls.mjs';
import { injected } from './items/injected.mjs';
import { judge } from './items/judge.mjs';
import { killSwitch } from './items/kill-switch.mjs';
import { largeBodies } from './items/large-bodies.mjs';
import { latency } from './items/latency.mjs';
import { limits } from './items/limits.mjs';
import { mixedStreams } from './items/mixed-streams.mjs';
import { proxied } from './items/proxied.mjs';
import { rules } from './items/rules.mjs';
import { sniff } from './items/sniff.mjs';
import { start } from './items/start.mjs';
import { store } from './items/store.mjs';
import { manyStreams } from './items/streams.mjs';
import { front, stub } from './items/stub.mjs';
import { machine, page, plainHead, plainItem } from './lib/report.mjs';

const items = [
  stub,
  front,
  proxied,
  rules,
  manyStreams,
  start,
  latency,
  sniff,
  firstTls,
  mixedStreams,
  judge,
  control,
  events,
  limits,
  killSwitch,
  store,
  largeBodies,
  injected,
];

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, only: { type: 'string' } },
});
const chosen = options.only?.split(',') ?? items.map(({ id }) => id);
const unknown = chosen.filter((id) => !items.some((item) => item.id === id));
if (unknown.length > 0) {
  console.error(`unknown item ${unknown.join(', ')}; allowed: ${items.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}

const effort = options.quick ? { rounds: 3, seconds: 1 } : { rounds: 7, seconds: 2 };
const info = machine();
const say = options.json ? () => {} : console.log;
say(plainHead(info));
const results = [];
for (const item of items.filter(({ id }) => chosen.includes(id))) {
  const { id, title, target } = item;
  const result = { id, title, target, ...(await item.run(effort)) };
  results.push(result);
  say(plainItem(result));
}
if (options.json) console.log(JSON.stringify({ machine: info, effort, results }, null, 2));
if (!options.quick && options.only === undefined)
  writeFileSync(new URL('../docs/bench.md', import.meta.url), page(info, results, effort));
