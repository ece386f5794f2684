import { expect, test } from 'vitest';
import { lookMs } from '../../../src/command/settled-change.ts';
import { ScenarioWatch } from '../../../src/command/watch.ts';
import { compileScenario } from '../../../src/engine/engine.ts';
import { continued } from '../../../src/gateway/continued-scenario.ts';
import { UsageError } from '../../../src/lib/errors.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { fixedClock } from '../../helpers/clock.ts';

const rules = (...statuses: number[]) =>
  `rules:\n${statuses.map((status, at) => `  - { id: r${at}, times: 2, faults: [${status}] }\n`).join('')}`;

/** A watch over files that a test holds in a map, with what it says to the log and to the gateway. */
async function watching(texts: Record<string, string>) {
  const files = new Map(Object.entries(texts));
  const said: string[] = [];
  const clock = fixedClock();
  const read = async (file: string, _: unknown, before?: Scenario) => {
    const text = files.get(file);
    if (text === undefined) throw new UsageError(`Failed to read ${file}: no such file`);
    const scenario = await loadScenario(text, file, {}, {}, () => before?.seed ?? '1');
    return compileScenario(before === undefined ? scenario : continued(before, scenario));
  };
  const [first, ...rest] = await Promise.all([...files.keys()].map((file) => read(file, {})));
  if (first === undefined) throw new Error('no file was given');
  const watch = new ScenarioWatch([first, ...rest], {
    ...{ clock, read, overrides: {} },
    given: { now: () => [...files.keys()] },
    stamps: { of: async (file) => files.get(file) ?? 'ENOENT' },
    gateway: {
      replace: ({ scenario }, says) => said.push(`replaced ${scenario.name}: ${says}`),
      refuseReload: (name) => said.push(`refused ${name}`),
    },
    log: { info: (_, line) => said.push(line), warn: (_, line) => said.push(line) },
  });
  return {
    files,
    async looks(count: number): Promise<readonly string[]> {
      for (let look = 0; look < count; look += 1) {
        clock.advance(lookMs);
        await watch.look();
      }
      return said.splice(0);
    },
  };
}

test('a start and the same content say nothing; a change is said once to log and journal', async () => {
  const { files, looks } = await watching({ 'a.yaml': rules(500, 503) });
  expect(await looks(5)).toEqual([]);
  files.set('a.yaml', rules(500, 502));
  const says = 'read again: rule "r1" changed; the counting of rule "r0" goes on';
  expect(await looks(5)).toEqual([`replaced a: ${says}`, `a.yaml: ${says}`]);
  files.set('a.yaml', `# the same\n${rules(500, 502)}`);
  expect(await looks(5)).toEqual([]);
});

test('what was written between the start and the first look is not missed', async () => {
  const { files, looks } = await watching({ 'a.yaml': rules(500) });
  files.set('a.yaml', rules(502));
  expect(await looks(2)).toContain('a.yaml: read again: rule "r0" changed');
});

test('mistakes are said once and again when they are others, and a mend is said', async () => {
  const { files, looks } = await watching({ 'a.yaml': rules(500) });
  await looks(3);
  files.set('a.yaml', 'ruls: []\n');
  const first = await looks(12);
  expect(first).toEqual([
    'refused a',
    expect.stringMatching(/^a\.yaml:1:1: .*the last good version goes on$/s),
  ]);
  files.set('a.yaml', 'rules: [x]\n');
  expect(await looks(12)).toHaveLength(2);
  files.set('a.yaml', rules(500));
  expect(await looks(12)).toEqual(['a.yaml: read again: it is as it was before it was refused']);
});

test('a file that is new is added, one that is gone is missed once, and it may come back', async () => {
  const { files, looks } = await watching({ 'a.yaml': rules(500) });
  files.set('b.yaml', rules(503));
  expect(await looks(3)).toEqual(['replaced b: new; /@b plays it', 'b.yaml: new; /@b plays it']);
  const text = rules(503);
  files.delete('b.yaml');
  expect(await looks(12)).toEqual(['refused b', expect.stringContaining('b.yaml: no such file')]);
  files.set('b.yaml', text);
  expect(await looks(6)).toEqual(['b.yaml: read again: it is as it was before it was refused']);
});

test('a second file of the same name is refused, and takes over when the first is gone', async () => {
  const { files, looks } = await watching({ 'one/a.yaml': rules(500) });
  files.set('two/a.yaml', rules(502));
  expect(await looks(3)).toEqual(['refused a', expect.stringContaining('one/a.yaml has the same name')]);
  files.delete('one/a.yaml');
  expect((await looks(12)).join('\n')).toContain('two/a.yaml: new; /@a plays it');
});

test('a file that is rewritten without pause is read once a second', async () => {
  const { files, looks } = await watching({ 'a.yaml': rules(500) });
  await looks(3);
  const said: string[] = [];
  for (let at = 0; at < 40; at += 1) {
    files.set('a.yaml', rules(...Array.from({ length: 2 + at }, () => 500)));
    said.push(...(await looks(1)));
  }
  expect(said.filter((line) => line.startsWith('replaced'))).toHaveLength(10);
});
