import type { Report } from './report.ts';
import { toldOf } from './told/told.ts';

export const json: Report = {
  name: 'json',
  endings: ['.json'],
  summary: 'everything, for programs; badgateway schema report describes it',
  write: (judgement) => `${JSON.stringify(toldOf(judgement), null, 2)}\n`,
};
