import { formatMs } from '../../timeline/describe.ts';
import { evidenceOf } from '../document/calls.ts';
import { escaped } from '../document/escape.ts';
import type {
  FindingDocument,
  ReportDocument,
  ScenarioDocument,
  VerdictDocument,
} from '../document/schema.ts';
import { describeBecause, describeSource, describeTraffic, findingsOf } from '../document/words.ts';

/** `<name a="b">…</name>`; `inside` is markup already. */
export function element(name: string, fields: Readonly<Record<string, string>>, inside: string): string {
  const attributes = Object.entries(fields).map(([field, value]) => ` ${field}="${escaped(value)}"`);
  return `<${name}${attributes.join('')}>${inside}</${name}>`;
}

function describeFinding(finding: FindingDocument): string {
  const { id, severity, problem, says, expected, fix, check } = finding;
  return [
    `${severity} ${problem} (${id})`,
    `seen: ${says}`,
    `expected: ${expected.says} (${describeSource(expected)})`,
    ...evidenceOf(finding).map(
      ({ call, attempt, atMs, met }) => `${call} attempt ${attempt} at ${formatMs(atMs)}: ${met}`,
    ),
    `fix: ${fix}`,
    `check: ${check}`,
  ].join('\n');
}

/**
 * A suspect or inconclusive verdict is `skipped`: CI systems show that apart from passed and failed, with
 * its reason.
 * `error` would count as broken, and the exit code already says that nothing was proven. Findings known
 * from a baseline are `skipped` too.
 */
function verdictMarkup(verdict: VerdictDocument): string {
  const { findings, expectation, outcome } = verdict;
  const because = describeBecause(verdict);
  const text = escaped(findings.map(describeFinding).join('\n\n'));
  switch (outcome) {
    case 'fail':
      return element('failure', { message: because, type: findings[0]?.problem ?? expectation }, text);
    case 'known':
    case 'suspect':
    case 'inconclusive':
      return `${element('skipped', { message: because }, '')}${document(text)}`;
    case 'pass':
      return document(text);
  }
}

/** Output of a test case: advice, and findings known from the baseline. */
function document(text: string): string {
  return text === '' ? '' : element('system-out', {}, text);
}

/** Seconds from the first arrival to the last end. A single verdict has no duration of its own. */
function secondsOf({ calls }: ScenarioDocument): string {
  const ends = calls.flatMap(({ attempts }) => attempts.map(({ atMs, tookMs }) => atMs + tookMs));
  return (ends.reduce((last, end) => Math.max(last, end), 0) / 1_000).toFixed(3);
}

export function countsOf(verdicts: readonly VerdictDocument[]) {
  const standings = verdicts.map(({ outcome }) => outcome);
  return {
    tests: String(standings.length),
    failures: String(standings.filter((each) => each === 'fail').length),
    errors: '0',
    skipped: String(standings.filter((each) => each !== 'pass' && each !== 'fail').length),
  };
}

/** A scenario is a suite, and each of its expectations a case. */
export function suite(scenario: ScenarioDocument, { version }: ReportDocument, timestamp: string): string {
  const { name, title, platform, seed, verdicts, outcome, spending } = scenario;
  const time = secondsOf(scenario);
  const findings = String(findingsOf(scenario).length);
  const facts = { title, platform, seed, version, outcome, findings };
  const properties = Object.entries(facts).map(([field, value]) =>
    element('property', { name: field, value }, ''),
  );
  const said = [describeTraffic(scenario), ...(spending.says === null ? [] : [spending.says])];
  const cases = verdicts.map((verdict) => {
    const fields = { classname: name, name: verdict.expectation, time };
    return element('testcase', fields, verdictMarkup(verdict));
  });
  const inside = [
    element('properties', {}, properties.join('')),
    ...cases,
    element('system-out', {}, escaped(said.join('\n'))),
  ];
  return element('testsuite', { name, ...countsOf(verdicts), time, timestamp }, `\n${inside.join('\n')}\n`);
}
