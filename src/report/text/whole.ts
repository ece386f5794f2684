import { paintFor } from '../../lib/paint.ts';
import { callsWorthShowing } from '../document/calls.ts';
import type { ReportDocument } from '../document/schema.ts';
import { describeExit, describeTotals } from '../document/words.ts';
import type { Style } from '../report.ts';
import { scenarioLines } from './scenario.ts';
import { legend } from './track.ts';
import { wrap } from './wrap.ts';

/** Width if the terminal's is unknown, and the least width that leaves room for a picture. */
const usualColumns = 100;
const minColumns = 60;

/** The whole report, for a terminal. */
export function wholeText(document: ReportDocument, style: Style): string {
  const paint = paintFor(style);
  const columns = style.columns === 0 ? usualColumns : Math.max(minColumns, style.columns);
  const sheet = { paint, columns, known: document.known };
  const scenarios = document.scenarios.flatMap((scenario) => [...scenarioLines(scenario, sheet), '']);
  const drawn = document.scenarios.some((scenario) => callsWorthShowing(scenario).length > 0);
  return `${[
    ...scenarios,
    ...(drawn ? [...wrap(legend, columns).map(paint.dim), ''] : []),
    describeTotals(document),
    ...wrap(describeExit(document), columns).map(paint.bold),
  ].join('\n')}\n`;
}
