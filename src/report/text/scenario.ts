import type { Paint } from '../../lib/paint.ts';
import type { Outcome } from '../../model/verdict.ts';
import { findingsByEntry, tellingCalls } from '../told/calls.ts';
import type { ToldScenario, ToldVerdict } from '../told/schema.ts';
import { counted, findingsOf, sayTraffic, symbols } from '../told/words.ts';
import { callLines } from './call.ts';
import { findingLines } from './finding.ts';
import { beside } from './wrap.ts';

/** Of a scenario in which all is well, one is enough to see how. */
const mostCalls: Readonly<Record<Outcome, number>> = { pass: 1, fail: 5, inconclusive: 5 };

const colours = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const;

const widest = 'inconclusive'.length;

function verdictLines(
  { expectation, outcome, because }: ToldVerdict,
  name: number,
  paint: Paint,
  columns: number,
) {
  const word = `${symbols[outcome]} ${outcome.padEnd(widest)}`;
  const [first = '', ...rest] = beside(`  ${word}  ${expectation.padEnd(name)}  `, because, columns);
  return [first.replace(word, paint[colours[outcome]](word)), ...rest];
}

function timelineLines(scenario: ToldScenario, columns: number, paint: Paint): string[] {
  const telling = tellingCalls(scenario);
  const shown = telling.slice(0, mostCalls[scenario.outcome]);
  const findings = findingsByEntry(scenario);
  const left = telling.length - shown.length;
  return [
    ...shown.flatMap((call) => ['', ...callLines(call, findings, columns, paint)]),
    ...(left === 0 ? [] : [`    and ${counted(left, 'more call')} that tried again`]),
  ];
}

/** All about one scenario. */
export function scenarioLines(
  scenario: ToldScenario,
  known: readonly string[],
  paint: Paint,
  columns: number,
): string[] {
  const { outcome, name, title, platform, seed, verdicts } = scenario;
  const word = paint[colours[outcome]](`${symbols[outcome]} ${outcome}`);
  const longest = Math.max(0, ...verdicts.map(({ expectation }) => expectation.length));
  return [
    `${word}  ${paint.bold(name)}: ${title}`,
    paint.dim(`  ${platform}, seed ${seed}; ${sayTraffic(scenario)}`),
    ...verdicts.flatMap((verdict) => verdictLines(verdict, longest, paint, columns)),
    ...timelineLines(scenario, columns, paint),
    ...findingsOf(scenario).flatMap((finding) => [
      '',
      ...findingLines(finding, known.includes(finding.id), paint, columns),
    ]),
  ];
}
