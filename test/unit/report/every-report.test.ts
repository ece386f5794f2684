import { expect, test } from 'vitest';
import { reportFor, reports } from '../../../src/report/index.ts';
import { hostileJudgement, judgement, largeJudgement, someJudgement } from '../../helpers/judgement.ts';

const style = { colour: false, columns: 0 };
const each = reports.map((report) => [report.name, report] as const);

test.each([
  ['out.json', 'json'],
  ['junit.XML', 'junit'],
  ['a/b.c/findings.sarif', 'sarif'],
  ['report.html', 'html'],
  ['comment.md', 'markdown'],
  ['report.txt', undefined],
  ['json', undefined],
  ['report.html.gz', undefined],
])('the ending of %s chooses %s', (file, name) => {
  expect(reportFor(file)?.name).toBe(name);
});

test('no two reports have a name or an ending in common', () => {
  const words = reports.flatMap(({ name, endings }) => [name, ...endings]);
  expect(new Set(words).size).toBe(words.length);
});

function idsIn(text: string): Set<string> {
  return new Set(text.match(/\bbg-[0-9a-f]{10}\b/g));
}

test.each(each)('%s has the same findings as all others, by their ids', (_, report) => {
  const judged = someJudgement();
  const findings = judged.judged.flatMap(({ verdicts }) => verdicts.flatMap((verdict) => verdict.findings));
  const ids = new Set(findings.map(({ id }) => id));
  expect(ids.size).toBe(2);
  expect(idsIn(report.write(judged, style))).toEqual(ids);
});

test.each(each)('%s says the same twice', (_, report) => {
  expect(report.write(someJudgement(), style)).toBe(report.write(someJudgement(), style));
});

test.each(each)('%s can be written of nothing, and ends with a line end', (_, report) => {
  const nothing = judgement([], { command: null, exit: 4 });
  expect(report.write(nothing, style)).toMatch(/[^\n]\n$/);
});

/** Characters of the report of 2,000 calls and 4,000 attempts; only JSON has them all. */
const bounds: Readonly<Record<string, number>> = {
  terminal: 10_000,
  junit: 10_000,
  sarif: 20_000,
  markdown: 10_000,
  html: 1_500_000,
};

test.each(each.filter(([name]) => name !== 'json'))('%s of 2,000 calls is bounded', (name, report) => {
  expect(report.write(largeJudgement(2_000), style).length).toBeLessThan(bounds[name] ?? 0);
});

test.each(each)('%s passes no character on that cannot be seen', (_, report) => {
  const text = report.write(hostileJudgement('a\u0000\u001b[2J\u0085\u202e\u2066\ud800z'), style);
  expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cs}/u);
});

test.each([
  ['json', '"stopped": "time"', '"outcome": "fail"'],
  ['junit', 'the command was stopped at its time limit', '<failure'],
])('%s says both where a failure is known and a limit stopped the command', (name, limit, failure) => {
  const text = reports.find((report) => report.name === name)?.write(someJudgement({ exit: 1 }), style);
  expect(text).toContain(limit);
  expect(text).toContain(failure);
});
