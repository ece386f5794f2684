import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectationNames, expectations } from '../../src/expectations/index.ts';
import { expectedOf } from '../../src/judge/expected.ts';
import { judge } from '../../src/judge/judge.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import type { CommandEnd } from '../../src/model/timeline.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { needsOf, type Pair, pairOf, readPairs } from '../corpus/pairs.ts';
import { hosted, type Ran } from '../helpers/command.ts';
import { needs } from '../helpers/system.ts';
import { httpUpstream } from '../helpers/upstreams.ts';

/** Most of a pair's time is waiting; a busy machine takes several times as long. */
const patienceMs = 120_000;
const fewest = 24;
/** Whether calls come in one instant is a matter of milliseconds: another process may spread them. */
const alone = ['no-storm-after-recovery.flushed-queue', 'no-storm-after-recovery.one-wait'];
const retriesAlone = 2;
/** So many waits are short that processes beside it would lengthen them. It needs no second try. */
const isApart = (name: string) => alone.includes(name) || name === 'backs-off.at-once';

/** A client that sleeps for days is stopped by the limit, and shows it as soon as its bound is over. */
const sleeps = (name: string) => name.startsWith('comes-back.');
const limitOf = (name: string) => (sleeps(name) ? '15s' : '90s');

const pairs = readPairs();

interface Report {
  readonly scenarios: readonly [
    { readonly command: CommandEnd | null; readonly verdicts: readonly Verdict[] },
  ];
}

/** What stands behind the gateway, for one run. */
async function behind({ upstream }: Pair): Promise<{ args: readonly string[]; close(): Promise<void> }> {
  if (upstream === undefined) return { args: [], close: async () => {} };
  const { default: makeHandler } = (await import(upstream)) as { default: () => RequestListener };
  const { url, close } = await httpUpstream(makeHandler());
  return { args: ['--upstream', url], close };
}

async function drill(
  pair: Pair,
  command: readonly string[],
  ...more: readonly string[]
): Promise<Ran & { readonly report: Report['scenarios'][0] }> {
  const { name, scenario } = pair;
  const { args, close } = await behind(pair);
  const ran = await hosted([
    ...['drill', scenario, '--json', '--time-limit', limitOf(name)],
    ...args,
    ...more,
    '--',
    ...command,
  ]).finally(close);
  if (ran.out === '') throw new Error(`no report, exit code ${ran.code}: ${ran.err}`);
  const [report] = (JSON.parse(ran.out) as Report).scenarios;
  return { ...ran, report };
}

/** Says why a test failed: the verdicts, then what the program wrote. */
function sayRan({ code, err }: Pick<Ran, 'code' | 'err'>, verdicts: readonly Verdict[]): string {
  const lines = verdicts.map(({ expectation, outcome, because }) => `${expectation}: ${outcome}: ${because}`);
  return [`exit code ${code}`, ...lines, err].join('\n');
}

/** Expectation and what was seen, of each finding that fails. */
function failingFindings(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ expectation, findings }) =>
    findings
      .filter(({ severity }) => severity !== 'advice')
      .map(({ problem, says }) => `${expectation}: ${problem}: ${says}`),
  );
}

function expectationsOf(findings: readonly string[]): string[] {
  return [...new Set(findings.map((each) => each.split(':')[0] ?? ''))];
}

/**
 * Expectations that are not asked of a twin unless its scenario lists them: only the scenario knows whether
 * its faults end, and a client that refuses a certificate, or runs out of time, need not come again.
 */
function excusedFrom(expectation: string): readonly string[] {
  const mayStop = ['verifies-tls', 'closes-on-abort'].includes(expectation);
  return mayStop ? ['recovers', 'retries'] : ['recovers'];
}

/** What every expectation there is says of a journal, whatever the scenario asks for. */
function judgedByAll(scenario: Scenario, entries: readonly Entry[], command: CommandEnd | null): Verdict[] {
  const seen = { entries, dropped: 0, inUseOf: () => scenario.inUse };
  const own = expectedOf(scenario, 'drill');
  const all = expectations.map(
    (expectation) =>
      own.find((asked) => asked.expectation === expectation) ?? {
        ...{ expectation, params: {}, by: 'asked' as const },
      },
  );
  const timeline = timelineOf(scenario.name, scenario.name, seen, command);
  return [...judge(timeline, all, scenario.rules.length > 0).verdicts];
}

function journalOf(folder: string): Entry[] {
  const lines = readFileSync(join(folder, 'scenario.r1.jsonl'), 'utf8').trim().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Entry);
}

for (const pair of pairs) {
  const { name, expectation, naive, corrected, scenario } = pair;
  const parts = [naive, corrected].flatMap(({ file }) => needsOf(readFileSync(file, 'utf8')));
  const here = needs(...new Set(parts));
  const run = isApart(name) ? here : here.concurrent;
  const options = { timeout: patienceMs, retry: alone.includes(name) ? retriesAlone : 0 };

  run(`${name}: the naive program is caught by ${expectation} and by nothing else`, options, async () => {
    const { report, ...ran } = await drill(pair, naive.command);
    const said = sayRan(ran, report.verdicts);
    expect(expectationsOf(failingFindings(report.verdicts)), said).toEqual([expectation]);
    expect(ran.code, said).toBe(1);
  });

  run(`${name}: its corrected twin passes`, options, async ({ onTestFinished }) => {
    const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { report, ...ran } = await drill(pair, corrected.command, '--journal', folder);
    const said = sayRan(ran, report.verdicts);
    const verdict = report.verdicts.find((each) => each.expectation === expectation);
    expect(verdict?.outcome, said).toBe('pass');
    expect(ran.code, said).toBe(0);
    const played = await loadScenario(readFileSync(scenario, 'utf8'), scenario);
    const all = judgedByAll(played, journalOf(folder), report.command);
    const others = all.filter((each) => !excusedFrom(expectation).includes(each.expectation));
    expect(failingFindings(others), said).toEqual([]);
  });
}

test('there are pairs enough, and one for each expectation', () => {
  expect(pairs.length).toBeGreaterThanOrEqual(fewest);
  const shown = new Set(pairs.map(({ expectation }) => expectation));
  expect([...shown].toSorted()).toEqual(expectationNames.toSorted());
});

test('each program begins with what it does wrong, or right', () => {
  for (const { naive, corrected } of pairs)
    for (const { file } of [naive, corrected]) {
      const [first = '', second = ''] = readFileSync(file, 'utf8').split('\n');
      const comment = first.startsWith('#!') ? second : first;
      expect(comment, file).toMatch(/^(?:\/\/|#) [A-Z].{20,}\.$/);
    }
});

test.each([
  [['naive.py', 'scenario.yaml'], 'has to hold one corrected.*; it holds none'],
  [['corrected.sh', 'naive.py', 'naive.sh', 'scenario.yaml'], 'it holds naive.py and naive.sh'],
  [['corrected.sh', 'naive.sh'], 'has to hold one scenario.*; it holds none'],
  [['corrected.sh', 'naive.rb', 'scenario.yaml'], 'nothing runs naive.rb'],
  [['corrected.sh', 'naive.sh', 'notes.md', 'scenario.yaml'], 'holds notes.md'],
])('a folder with %j is refused', (files, complaint) => {
  expect(() => pairOf('exit.sample', files)).toThrow(complaint);
});
