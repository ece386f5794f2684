import type { Severity } from '../../model/verdict.ts';
import type { FindingDocument, ReportDocument, ScenarioDocument } from '../document/schema.ts';
import { describeSource, findingsOf } from '../document/words.ts';

const levels = { error: 'error', warning: 'warning', advice: 'note' } as const satisfies Record<
  Severity,
  string
>;

/** SARIF viewers need a file for each alert: that of the scenario. */
function locationOf({ scenario, expectation, problem }: FindingDocument, file: string) {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(file) },
      region: { startLine: 1 },
    },
    logicalLocations: [{ fullyQualifiedName: `${scenario}/${expectation}/${problem}` }],
  };
}

function resultOf(finding: FindingDocument, scenario: ScenarioDocument, known: readonly string[]) {
  const { id, expectation, severity, says, expected, problem, nature, count, evidence } = finding;
  const isKnown = known.includes(id);
  return {
    ruleId: expectation,
    level: levels[severity],
    message: { text: `${says}. Expected: ${expected.says} (${describeSource(expected)}).` },
    locations: [locationOf(finding, scenario.file)],
    partialFingerprints: { 'finding/v1': id },
    // Without a baseline it is not known which findings are new.
    ...(known.length === 0 ? {} : { baselineState: isKnown ? 'unchanged' : 'new' }),
    ...(isKnown ? { suppressions: [{ kind: 'external', justification: 'the baseline knows it' }] } : {}),
    properties: { problem, nature, count, seed: scenario.seed, attempts: evidence },
  };
}

/** The findings, as SARIF results. */
export function resultsOf({ scenarios, known }: ReportDocument) {
  return scenarios.flatMap((scenario) =>
    findingsOf(scenario).map((finding) => resultOf(finding, scenario, known)),
  );
}

/** Suspect and inconclusive verdicts are no results; their reasons are in the notifications. */
export function notificationsOf({ scenarios }: ReportDocument) {
  return scenarios.flatMap(({ name, verdicts }) =>
    verdicts
      .filter(({ outcome }) => outcome === 'inconclusive' || outcome === 'suspect')
      .map(({ expectation, outcome, because }) => ({
        level: 'note',
        message: { text: `${name}, ${expectation}: ${outcome}, ${because}` },
        associatedRule: { id: expectation },
      })),
  );
}
