import { formatCount } from '../../lib/units.ts';
import { inMarkdown } from '../document/in-markdown.ts';
import type { ReportDocument, ScenarioDocument } from '../document/schema.ts';
import { describeExit, describeTotals, describeTraffic, findingsOf, symbols } from '../document/words.ts';
import { findingDetails, rows } from './findings.ts';

/** GitHub limits a comment to 65,536 characters. */
const maxFindings = 25;

function scenarioRow(scenario: ScenarioDocument): string[] {
  const { outcome, name, title, platform, verdicts, spending, failover } = scenario;
  const open = verdicts.filter((verdict) => verdict.outcome === outcome && outcome !== 'pass');
  const why = open.map(({ expectation, because }) => `${expectation}: ${inMarkdown(because)}`);
  const sentences = [...(spending.says === null ? [] : [spending.says]), ...(failover?.says ?? [])];
  const said = sentences.map(inMarkdown);
  return [
    `${symbols[outcome]} ${outcome}`,
    `**${inMarkdown(name)}** ${inMarkdown(title)}`,
    inMarkdown(platform),
    [why.join('<br>') || inMarkdown(describeTraffic(scenario)), ...said].join('<br>'),
  ];
}

/** A comment for a pull request. */
export function wholeMarkdown(document: ReportDocument): string {
  const { scenarios, known, version, command } = document;
  const findings = scenarios.flatMap(findingsOf);
  const shown = findings.slice(0, maxFindings);
  const left = findings.length - shown.length;
  const run = command === null ? '' : `Command: ${inMarkdown(command.join(' '))}. `;
  return [
    `### badgateway: ${describeTotals(document)}`,
    describeExit(document),
    scenarios.length === 0
      ? 'Nothing was judged.'
      : rows(['outcome', 'scenario', 'platform', 'why'], scenarios.map(scenarioRow)),
    ...shown.map((finding) => findingDetails(finding, known.includes(finding.id))),
    ...(left === 0 ? [] : [`${formatCount(left, 'more finding')} in the other reports.`]),
    `<sub>${run}badgateway ${inMarkdown(version)}</sub>`,
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}
