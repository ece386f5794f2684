import { paintFor } from '../../lib/paint.ts';
import type { Style } from '../report.ts';
import { tellingCalls } from '../document/calls.ts';
import type { Told } from '../document/schema.ts';
import { sayExit, sayTotals } from '../document/words.ts';
import { scenarioLines } from './scenario.ts';
import { legend } from './track.ts';
import { wrap } from './wrap.ts';

/** Where nobody says how wide the terminal is, and where it is too narrow for a picture. */
const usualColumns = 100;
const fewestColumns = 60;

/** The whole report, for a terminal. */
export function wholeText(told: Told, style: Style): string {
  const paint = paintFor(style);
  const columns = style.columns === 0 ? usualColumns : Math.max(fewestColumns, style.columns);
  const sheet = { paint, columns, known: told.known };
  const scenarios = told.scenarios.flatMap((scenario) => [...scenarioLines(scenario, sheet), '']);
  const drawn = told.scenarios.some((scenario) => tellingCalls(scenario).length > 0);
  return `${[
    ...scenarios,
    ...(drawn ? [...wrap(legend, columns).map(paint.dim), ''] : []),
    sayTotals(told),
    paint.bold(sayExit(told.exit)),
  ].join('\n')}\n`;
}
