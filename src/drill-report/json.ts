import type { DrillReport } from './drill-report.ts';

export const json: DrillReport = {
  name: 'json',
  endings: ['.json'],
  summary: 'every figure and every curve, for programs and for `--compare`',
  write: ({ record, compared }) =>
    `${JSON.stringify({ kind: 'drill-report', ...record, compared }, null, 2)}\n`,
};
