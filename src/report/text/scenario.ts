import type { Paint } from '../../lib/paint.ts';
import { formatCount } from '../../lib/units.ts';
import type { Outcome } from '../../model/verdict.ts';
import { callsWorthShowing, findingsByEntry } from '../document/calls.ts';
import type { ScenarioDocument, VerdictDocument } from '../document/schema.ts';
import { describeBecause, describeTraffic, findingsOf, symbols } from '../document/words.ts';
import { callLines } from './call.ts';
import { findingLines } from './finding.ts';
import type { Sheet } from './sheet.ts';
import { beside } from './wrap.ts';

/** Most calls that are drawn by outcome: for a pass one example is enough. */
const maxCalls: Readonly<Record<Outcome, number>> = {
  ...{ pass: 1, known: 1 },
  ...{ fail: 5, suspect: 5, inconclusive: 5 },
};

const colours = {
  ...{ pass: 'green', fail: 'red', known: 'cyan' },
  ...{ suspect: 'yellow', inconclusive: 'yellow' },
} as const satisfies Record<Outcome, keyof Paint>;

const widest = 'inconclusive'.length;

function verdictLines(verdict: VerdictDocument, name: number, { paint, columns }: Sheet) {
  const { expectation, outcome } = verdict;
  const word = `${symbols[outcome]} ${outcome.padEnd(widest)}`;
  const heading = `  ${word}  ${expectation.padEnd(name)}  `;
  const [first = '', ...rest] = beside(heading, describeBecause(verdict), columns);
  return [first.replace(word, paint[colours[outcome]](word)), ...rest];
}

function timelineLines(scenario: ScenarioDocument, sheet: Sheet): string[] {
  const worthShowing = callsWorthShowing(scenario);
  const shown = worthShowing.slice(0, maxCalls[scenario.outcome]);
  const findings = findingsByEntry(scenario);
  const left = worthShowing.length - shown.length;
  return [
    ...shown.flatMap((call) => ['', ...callLines(call, findings, sheet)]),
    ...(left === 0 ? [] : [`    and ${formatCount(left, 'more call')} that tried again`]),
  ];
}

/** One scenario: verdicts, timelines and findings. */
export function scenarioLines(scenario: ScenarioDocument, sheet: Sheet): string[] {
  const { paint, columns } = sheet;
  const { outcome, name, title, platform, seed, verdicts, spending, failover } = scenario;
  const word = `${symbols[outcome]} ${outcome}`;
  const [headline = '', ...more] = beside(`${word}  `, `${name}: ${title}`, columns);
  const longest = Math.max(0, ...verdicts.map(({ expectation }) => expectation.length));
  return [
    headline.replace(word, paint.bold(paint[colours[outcome]](word))),
    ...more,
    ...beside('  ', `${platform}, seed ${seed}; ${describeTraffic(scenario)}`, columns).map(paint.dim),
    ...(spending.says === null ? [] : beside('  ', spending.says, columns).map(paint.yellow)),
    ...(failover?.says ?? []).flatMap((says) => beside('  ', says, columns)),
    ...verdicts.flatMap((verdict) => verdictLines(verdict, longest, sheet)),
    ...timelineLines(scenario, sheet),
    ...findingsOf(scenario).flatMap((finding) => ['', ...findingLines(finding, sheet)]),
  ];
}
