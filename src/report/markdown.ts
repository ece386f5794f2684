import { legibleOf } from './document/legible.ts';
import { wholeMarkdown } from './markdown/whole.ts';
import type { Report } from './report.ts';

export const markdown: Report = {
  name: 'markdown',
  endings: ['.md'],
  summary: 'a table and folded findings, for a pull request',
  write: (judgement) => wholeMarkdown(legibleOf(judgement)),
};
