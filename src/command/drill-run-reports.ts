import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { compared, type Earlier } from '../drill-report/compare.ts';
import type { ReportInput } from '../drill-report/drill-report.ts';
import { drillReportFor, drillReports } from '../drill-report/index.ts';
import { errorCode, UsageError } from '../lib/errors.ts';
import type { DrillRecord } from '../model/drill-record.ts';
import { checkFiles, writeFiles } from './report-files.ts';

/** Refuses a report that cannot be written, before anything runs. */
export function checkDrillReports(files: readonly string[]): void {
  checkFiles(files, drillReports, drillReportFor);
}

export function writeDrillReports(files: readonly string[], input: ReportInput): void {
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
  const remedy = 'name a report that an earlier drill wrote with --report FILE.json';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`Failed to read the report "${file}": ${errorCode(error)}; ${remedy}`);
  }
  try {
    return earlierShape.parse(JSON.parse(text)) as unknown as Earlier;
  } catch {
    throw new UsageError(`Failed to read the report "${file}": no JSON report on a drill; ${remedy}`);
  }
}

export function reportInputOf(record: DrillRecord, earlier: Earlier | null): ReportInput {
  return { record, compared: earlier === null ? [] : compared(record, earlier) };
}
