import { sayCount } from '../../timeline/retryability.ts';
import { inMarkdown } from '../document/in-markdown.ts';
import type { Told, ToldScenario } from '../document/schema.ts';
import { findingsOf, sayExit, sayTotals, sayTraffic, symbols } from '../document/words.ts';
import { findingDetails, rows } from './findings.ts';

/** GitHub takes 65,536 characters in a comment. */
const mostFindings = 25;

function scenarioRow(scenario: ToldScenario): string[] {
  const { outcome, name, title, platform, verdicts } = scenario;
  const open = verdicts.filter((verdict) => verdict.outcome === outcome && outcome !== 'pass');
  const why = open.map(({ expectation, because }) => `${expectation}: ${inMarkdown(because)}`);
  return [
    `${symbols[outcome]} ${outcome}`,
    `**${inMarkdown(name)}** ${inMarkdown(title)}`,
    inMarkdown(platform),
    why.join('<br>') || inMarkdown(sayTraffic(scenario)),
  ];
}

/** A comment for a pull request. */
export function wholeMarkdown(told: Told): string {
  const { scenarios, known, exit, version, command } = told;
  const findings = scenarios.flatMap(findingsOf);
  const shown = findings.slice(0, mostFindings);
  const left = findings.length - shown.length;
  const run = command === null ? '' : `Command: ${inMarkdown(command.join(' '))}. `;
  return [
    `### badgateway: ${sayTotals(told)}`,
    sayExit(exit),
    scenarios.length === 0
      ? 'Nothing was judged.'
      : rows(['outcome', 'scenario', 'platform', 'why'], scenarios.map(scenarioRow)),
    ...shown.map((finding) => findingDetails(finding, known.includes(finding.id))),
    ...(left === 0 ? [] : [`${sayCount(left, 'more finding')} in the other reports.`]),
    `<sub>${run}badgateway ${inMarkdown(version)}</sub>`,
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}
