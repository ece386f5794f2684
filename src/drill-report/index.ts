import type { DrillReport } from './drill-report.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { terminal } from './terminal.ts';

/** All forms, in the order in which they are listed. */
export const drillReports: readonly DrillReport[] = [terminal, json, junit, html, markdown];

/** The form that a file's ending chooses. */
export function drillReportFor(file: string): DrillReport | null {
  const name = file.toLowerCase();
  return drillReports.find(({ endings }) => endings.some((ending) => name.endsWith(ending))) ?? null;
}

export { json, terminal };
