import { rfc3339 } from '../lib/clock.ts';
import { legibleOf } from './document/legible.ts';
import { countsOf, element, suite } from './junit/suite.ts';
import type { Report } from './report.ts';

export const junit: Report = {
  name: 'junit',
  endings: ['.xml'],
  summary: 'a test suite for each scenario, for CI systems',
  write(judgement) {
    const document = legibleOf(judgement);
    // The timestamp format of JUnit: no zone, no fraction of a second.
    const timestamp = rfc3339(document.at).slice(0, 19);
    const verdicts = document.scenarios.flatMap((scenario) => scenario.verdicts);
    const suites = document.scenarios.map((scenario) => suite(scenario, document, timestamp));
    const root = element(
      'testsuites',
      { name: 'badgateway', ...countsOf(verdicts) },
      `\n${suites.join('\n')}\n`,
    );
    return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
  },
};
