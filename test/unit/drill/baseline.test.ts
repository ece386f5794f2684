import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readBaseline, sinceBaseline } from '../../../src/drill/baseline.ts';
import type { Judged } from '../../../src/model/judgement.ts';
import type { Finding, Outcome, Verdict } from '../../../src/model/verdict.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { timeline } from '../../helpers/timeline.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(text: string): string {
  const file = join(folder, 'baseline.json');
  writeFileSync(file, text);
  return file;
}

const finding = (id: string, severity: Finding['severity'] = 'error'): Finding => ({
  ...{ id, severity, expectation: 'retries', problem: 'never-retried', nature: 'absent', scenario: 'sample' },
  ...{ says: '', expected: { says: '', source: null }, count: 1, evidence: [], fix: '', check: '' },
});

function verdict(outcome: Outcome, findings: readonly Finding[] = [], by: Verdict['by'] = 'asked'): Verdict {
  return { expectation: 'retries', params: {}, by, outcome, because: '', samples: 1, findings } as Verdict;
}

function judged(outcome: Outcome, ...verdicts: readonly Verdict[]): Judged {
  const empty = timeline({ inUse: platformInUse(), calls: [] });
  return { timeline: empty, title: '', file: '', seed: '1', verdicts, outcome };
}

const known = new Set(['bg-old', 'bg-older']);
const old = verdict('fail', [finding('bg-old'), finding('bg-older', 'warning')]);

test.each<readonly [string, Judged, Outcome]>([
  ['what is known does not count', judged('fail', old, verdict('pass')), 'known'],
  ['what is new does', judged('fail', old, verdict('fail', [finding('bg-new')])), 'fail'],
  [
    'also beside what is known',
    judged('fail', verdict('fail', [finding('bg-old'), finding('bg-new')])),
    'fail',
  ],
  [
    'advice is no failure',
    judged('fail', verdict('fail', [finding('bg-old'), finding('bg-new', 'advice')])),
    'known',
  ],
  ['what stays open stays open', judged('fail', old, verdict('inconclusive')), 'inconclusive'],
  ['suspect too', judged('fail', old, verdict('inconclusive'), verdict('suspect')), 'suspect'],
  ['but for the contract', judged('fail', old, verdict('inconclusive', [], 'contract')), 'known'],
  [
    'and for advice that was not asked for',
    judged('fail', old, verdict('inconclusive', [finding('bg-new', 'advice')], 'always')),
    'known',
  ],
  ['a pass is one', judged('pass', verdict('pass')), 'pass'],
  ['and nothing is proved by it', judged('inconclusive', verdict('inconclusive')), 'inconclusive'],
])('%s', (_, before, outcome) => {
  const after = sinceBaseline(before, known);
  expect(after.outcome).toBe(outcome);
  const isKnown = ({ outcome: was, findings }: Verdict) =>
    was === 'fail' && findings.every(({ id, severity }) => severity === 'advice' || known.has(id));
  expect(after.verdicts).toEqual(
    before.verdicts.map((each) => (isKnown(each) ? { ...each, outcome: 'known' } : each)),
  );
});

test('the ids of a report are known, whatever else it tells', () => {
  const scenarios = [
    { name: 'a', verdicts: [{ outcome: 'fail', findings: [{ id: 'bg-1', says: '' }, { id: 'bg-2' }] }] },
    { name: 'b', verdicts: [{ findings: [] }, { findings: [{ id: 'bg-1' }] }] },
  ];
  expect([...readBaseline(write(JSON.stringify({ version: '0.0.1', scenarios })))]).toEqual(['bg-1', 'bg-2']);
});

test.each([
  ['no JSON', '<testsuites/>'],
  ['another JSON', '[]'],
  ['a finding without an id', '{"scenarios":[{"verdicts":[{"findings":[{}]}]}]}'],
])('%s is refused, with what to do', (_, text) => {
  expect(() => readBaseline(write(text))).toThrow(
    /no JSON report; name a report that .* --report FILE\.json/,
  );
});

test('a file that is missing is refused', () => {
  expect(() => readBaseline(join(folder, 'missing.json'))).toThrow(/missing\.json": ENOENT/);
});
