import type { Live } from '../live-verdicts.ts';
import type { Terminal } from './terminal.ts';

/**
 * Judges what was seen so far, tells it beside the log and writes it into files; where there was nothing to
 * judge, neither.
 */
export async function sayVerdicts(
  live: Live,
  files: readonly string[],
  { err, columns, colour }: Terminal,
): Promise<void> {
  if (!live.journal.entries().some(({ kind }) => kind === 'request' || kind === 'finding')) return;
  const [{ liveVerdicts }, { terminal: report }, { writeReports }] = await Promise.all([
    import('../live-verdicts.ts'),
    import('../report/terminal.ts'),
    import('./report-files.ts'),
  ]);
  const judgement = await liveVerdicts(live);
  err(report.write(judgement, { colour, columns }));
  writeReports(files, judgement);
}
