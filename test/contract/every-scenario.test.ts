import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { readScenario, shippedFile, shippedNames } from '../../src/gateway/library.ts';
import { findPlatform } from '../../src/platforms/find.ts';
import { putInUse } from '../../src/platforms/in-use.ts';
import { healthyScenario } from '../../src/scenario/defaults.ts';
import { schemeOf } from '../../src/simulate/client-preamble.ts';
import { rehearse } from '../../src/simulate/rehearse.ts';
import { sampleOf } from '../../src/simulate/sample-request.ts';
import { alerts } from '../../src/tls/alerts.ts';
import { fixedClock } from '../helpers/clock.ts';
import { startGateway } from '../helpers/gateway.ts';
import { outlast, type Seen, saySeen, see, settle } from '../helpers/observe.ts';
import { readTree } from '../helpers/source-tree.ts';
import { expectedOf, seenOfEntry } from './expected-scenarios.ts';

/** As many copies of a sample as `explain` speaks of. */
const promised = 20;

const names = shippedNames();

/** Drills have a folder of their own in it. */
const scenarioFiles = readTree('scenarios').filter(({ path }) => !path.startsWith('scenarios/drills/'));

/** Sends a scenario's own sample again and again, one in each second of the scenario. */
async function play(name: string, count: number): Promise<[seen: Seen, tookMs: number][]> {
  const clock = fixedClock();
  const { scenario } = await readScenario(shippedFile(name), {});
  const started = await startGateway({ scenario: name, clock });
  const isHttps = schemeOf(scenario) === 'https';
  const began = clock.now();
  const observed: [Seen, number][] = [];
  for (let second = 0; second < count; second += 1) {
    clock.advance(Math.max(0, began + second * 1_000 - clock.now()));
    // A port that falls due to be opened again is open a few turns later.
    await settle();
    const [url, root] = isHttps ? [started.tlsUrl, started.gateway.ca] : [started.url, null];
    observed.push(await outlast(clock, see(url, sampleOf(scenario), root)));
  }
  await started.close();
  return observed;
}

test('every file of the folder is a shipped scenario, and has its row of expected answers', () => {
  const files = scenarioFiles.map(({ path }) => basename(path, '.yaml'));
  expect(files.sort()).toEqual(names);
  expect(Object.keys(expectedOf).sort()).toEqual(names);
});

test.each(scenarioFiles)('$path says what it shows, what a client does, what is assumed', ({ text }) => {
  const [header = ''] = text.split(/^scenario: /m);
  expect(header.split('\n')[0]).toBe('# yaml-language-server: $schema=../schema/scenario.schema.json');
  for (const part of ['# Shows:   ', '# Client:  ', '# Assumed: '])
    expect(header.split('\n').filter((line) => line.startsWith(part))).toHaveLength(1);
  expect(text.split('\n').filter((line) => line.length > 110)).toEqual([]);
});

test.each(names)('%s is read without a mistake and fires with the same seed in every run', async (name) => {
  const { scenario } = await readScenario(shippedFile(name), {});
  expect(scenario.name).toBe(name);
  expect(scenario.title).not.toBe(name);
  if (scenario.rules.length > 0) expect(scenario.seedDrawn).toBe(false);
});

test.each(names)('%s shows a client what it is written down to show', async (name) => {
  const expected = expectedOf[name] ?? [];
  const observed = await play(name, expected.length);
  expect(observed.map(([seen, tookMs]) => saySeen(seen, tookMs))).toEqual(expected);
});

test.each(names)('%s gives each of twenty copies what its rehearsal promises', async (name) => {
  const playable = await readScenario(shippedFile(name), {});
  const rehearsed = await rehearse(playable, sampleOf(playable.scenario), promised);
  const observed = await play(name, promised);
  expect(observed.map(([{ status }]) => status)).toEqual(rehearsed.map(({ status }) => status));
});

test('what runs without a scenario is what healthy.yaml says', async () => {
  const file = shippedFile('healthy');
  const { scenario } = await readScenario(file, {});
  const builtIn = healthyScenario(putInUse(await findPlatform('token-factory')), file);
  expect({ ...scenario, seed: '' }).toEqual({ ...builtIn, seed: '' });
});

test('every-error names every entry of its platform, in the order of the catalogue', async () => {
  const { scenario } = await readScenario(shippedFile('every-error'), {});
  const items = scenario.rules.flatMap(({ injection }) =>
    injection.kind === 'sequence' ? injection.items : [],
  );
  const named = items.flatMap((uses) => uses.map(({ params }) => params['entry']));
  expect(named).toEqual(scenario.inUse.platform.errors.map((entry) => entry.name));
  expect(named).toEqual(expect.arrayContaining(Object.keys(seenOfEntry)));
});

test('handshake-alerts names every fatal alert, in the order of the numbers', async () => {
  const { scenario } = await readScenario(shippedFile('handshake-alerts'), {});
  const items = scenario.rules.flatMap(({ injection }) =>
    injection.kind === 'sequence' ? injection.items : [],
  );
  const named = items.flatMap((uses) => uses.map(({ params }) => params['alert']));
  const closures = ['close_notify', 'user_canceled'];
  expect(named).toEqual(alerts.map(({ name }) => name).filter((name) => !closures.includes(name)));
});
