import { legible } from './document/legible.ts';
import { toDocument } from './document/report-document.ts';
import type { ReportDocument } from './document/schema.ts';
import type { Report, Style } from './report.ts';
import { wholeText } from './text/whole.ts';

/** The same from a JSON report, as another process has it. */
export function terminalText(document: ReportDocument, style: Style): string {
  return wholeText(legible(document), style);
}

export const terminal: Report = {
  name: 'terminal',
  endings: [],
  summary: 'verdicts, a timeline of each call and what to do, for people',
  write: (judgement, style) => terminalText(toDocument(judgement), style),
};
