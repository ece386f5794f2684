import { legibleOf } from './document/legible.ts';
import type { Report } from './report.ts';
import { wholeText } from './text/whole.ts';

export const terminal: Report = {
  name: 'terminal',
  endings: [],
  summary: 'verdicts, a timeline of each call and what to do, for people',
  write: (judgement, style) => wholeText(legibleOf(judgement), style),
};
