import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { Report } from './report.ts';
import { sarif } from './sarif.ts';
import { terminal } from './terminal.ts';

/** All reports, in the order in which they are listed. */
export const reports: readonly Report[] = [terminal, json, junit, sarif, html, markdown];

/** The report that a file's ending chooses. */
export function reportFor(file: string): Report | null {
  const name = file.toLowerCase();
  return reports.find(({ endings }) => endings.some((ending) => name.endsWith(ending))) ?? null;
}

export { terminal };
