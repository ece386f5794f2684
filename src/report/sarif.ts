import { rfc3339 } from '../lib/clock.ts';
import { legibleOf } from './document/legible.ts';
import type { Report } from './report.ts';
import { notificationsOf, resultsOf } from './sarif/results.ts';
import { rulesOf } from './sarif/rules.ts';

/** OASIS SARIF 2.1.0. */
export const sarif: Report = {
  name: 'sarif',
  endings: ['.sarif'],
  summary: 'findings as alerts, for code scanning',
  write(judgement) {
    const document = legibleOf(judgement);
    const { version, scenarios, exit, at } = document;
    const invocation = {
      executionSuccessful: exit !== 2,
      exitCode: exit,
      endTimeUtc: rfc3339(at),
      toolExecutionNotifications: notificationsOf(document),
    };
    const run = {
      tool: { driver: { name: 'badgateway', version, rules: rulesOf(scenarios) } },
      invocations: [invocation],
      results: resultsOf(document),
      columnKind: 'utf16CodeUnits',
    };
    const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
    return `${JSON.stringify(log, null, 2)}\n`;
  },
};
