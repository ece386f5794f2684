import { legibleOf } from './document/legible.ts';
import { page } from './html/page.ts';
import type { Report } from './report.ts';

export const html: Report = {
  name: 'html',
  endings: ['.html'],
  summary: 'one page with a picture of each call and filters; it loads nothing',
  write: (judgement) => page(legibleOf(judgement)),
};
