import { z } from 'zod';
import { readEarlierReport } from '../drill/earlier-report.ts';
import { compared, type Earlier } from '../drill-report/compare.ts';
import type { ReportInput } from '../drill-report/drill-report.ts';
import { drillReportFor, drillReports } from '../drill-report/index.ts';
import type { DrillRecord } from '../model/drill-record.ts';
import { checkFiles, type ReportFiles, writeFiles } from './report-files.ts';

/** Refuses a report that cannot be written, before anything runs. */
export function checkDrillReports(files: readonly string[]): void {
  checkFiles(files, drillReports, drillReportFor);
}

export function writeDrillReports(files: ReportFiles, input: ReportInput): void {
  writeFiles(files, (file) => drillReportFor(file)?.write(input) ?? '');
}

/** The part of an earlier report that is compared. */
const earlierShape = z.looseObject({
  kind: z.literal('drill-report'),
  hypothesis: z.looseObject({ probes: z.array(z.looseObject({ probe: z.string(), kind: z.string() })) }),
  curves: z.array(z.looseObject({ probe: z.string() })),
});

/** An earlier report. It was written by `drill run`, whose forms the shape tells from those of others. */
export function readEarlier(file: string): Earlier {
  return readEarlierReport(file, {
    called: 'report',
    otherwise: 'no JSON report on a drill',
    parse: (json) => earlierShape.parse(json) as unknown as Earlier,
  });
}

export function reportInputOf(record: DrillRecord, earlier: Earlier | null): ReportInput {
  return { record, compared: earlier === null ? [] : compared(record, earlier) };
}
