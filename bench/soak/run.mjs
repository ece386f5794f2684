/**
 * A bounded soak on loopback: npm run soak -- [--requests 1000000] [--json] [--write]
 *
 *   client ──► gateway ──► stub, or an upstream on loopback
 *                │ journal: read as it is written, each request is looked up
 *                └ heap after a collection, handles, delay of the event loop: after each tenth
 *
 * Ends with 1 where a request is not in the journal exactly once, or an answer was not what its kind asks
 * for.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../lib/report.mjs';
import { startGateway } from '../lib/server.mjs';
import { Bystander } from './bystander.mjs';
import { Client } from './client.mjs';
import { startWatched } from './gateway.mjs';
import { JournalReader } from './journal.mjs';
import { kindOf, kinds, proxied, stubbed } from './kinds.mjs';
import { writePage } from './page.mjs';

const tenths = 10;

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const requests = Number(values.requests);
if (!Number.isInteger(requests) || requests < 1_000 || requests > 10_000_000) {
  console.error('--requests: expected a whole number from 1000 to 10000000');
  process.exit(2);
}

/** Answers that were not what their kind asks for: `{ 'cut: 200': 3 }`. */
function unexpectedIn(seen) {
  const found = {};
  for (const { name, sees } of kinds)
    for (const [outcome, count] of Object.entries(seen[name] ?? {})) {
      // The first one of a limit of one passes.
      const passes = name === 'counted' && outcome === '200' ? 1 : 0;
      if (String(sees) !== outcome && count > passes) found[`${name}: ${outcome}`] = count;
    }
  return found;
}

/** Requests that have to be in the journal: no request comes over a handshake that failed. */
const isJournalled = (number) => kindOf(number).path !== 'broken-handshake';

function missingIn(journal) {
  let missing = 0;
  for (let number = 0; number < requests; number += 1)
    if (isJournalled(number) && !journal.has(number)) missing += 1;
  return missing;
}

function say(line) {
  if (!values.json) console.log(line);
}

async function soak(folder, upstream) {
  const files = [
    ['soak', stubbed],
    ['proxied', proxied(`${upstream.url}/v1`)],
  ].map(([name, scenario]) => {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, JSON.stringify(scenario));
    return file;
  });
  const gateway = await startWatched(files);
  const journal = new JournalReader(gateway, requests);
  const client = new Client(gateway);
  const bystander = new Bystander(gateway);
  const samples = [];
  const began = performance.now();
  for (let tenth = 0; tenth < tenths; tenth += 1) {
    const first = Math.floor((requests * tenth) / tenths);
    await client.send(first, Math.floor((requests * (tenth + 1)) / tenths) - first);
    const { heapUsed, rss, handles, delayP99Ms } = await gateway.figures();
    samples.push({ requests: client.done, heapUsed, rss, handles, delayP99Ms });
    const held = `heap ${(heapUsed / 1e6).toFixed(1)} MB, resident ${(rss / 1e6).toFixed(0)} MB`;
    const delay = `event loop p99 ${delayP99Ms.toFixed(0)} ms`;
    say(`${client.done} requests: ${held}, ${handles} handles, ${delay}`);
  }
  const seconds = (performance.now() - began) / 1_000;
  await bystander.stop();
  await journal.stop();
  const exitCode = await gateway.stop();
  return {
    ...{ machine: machine(), requests, seconds, samples, exitCode, complaints: gateway.complaints() },
    seen: client.seen,
    unexpected: unexpectedIn(client.seen),
    journal: {
      entries: journal.entries,
      doubled: journal.doubled,
      missed: journal.missed,
      missing: missingIn(journal),
    },
    bystander: bystander.figures(),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'badgateway-soak-'));
const upstream = await startGateway();
let result;
try {
  result = await soak(folder, upstream);
} finally {
  await upstream.stop();
  rmSync(folder, { recursive: true });
}

const { journal, bystander, exitCode, unexpected } = result;
const isExact = journal.missing + journal.doubled + journal.missed === 0;
const held = isExact && bystander.failed === 0 && exitCode === 0 && Object.keys(unexpected).length === 0;
if (values.json) console.log(JSON.stringify(result));
else {
  say(`${requests} requests in ${result.seconds.toFixed(0)} s; journal ${JSON.stringify(journal)}`);
  say(`bystander ${JSON.stringify(bystander)}; unexpected answers ${JSON.stringify(unexpected)}`);
}
if (values.write) await writePage(result);
process.exitCode = held ? 0 : 1;
