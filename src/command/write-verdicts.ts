import type { Live } from '../judge/live-verdicts.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import type { Judgement } from '../model/judgement.ts';
import type { ServeOptions } from './options.ts';

/** With `--json` one line on standard output, after the ready line; otherwise a report on standard error. */
async function print(judgement: Judgement, json: boolean, terminal: Terminal): Promise<void> {
  const { out, err, columns, colour } = terminal;
  if (json) {
    const { toDocument } = await import('../report/document/report-document.ts');
    out(`${JSON.stringify(toDocument(judgement))}\n`);
    return;
  }
  const { terminal: report } = await import('../report/terminal.ts');
  err(report.write(judgement, { colour, columns }));
}

/**
 * Judges the journal so far, prints the verdicts and writes the report files; does nothing without a
 * request or finding. Returns the exit code that the verdicts would have of a drill.
 */
export async function writeVerdicts(
  live: Live,
  options: Pick<ServeOptions, 'report' | 'reportMode' | 'json' | 'exitVerdicts'>,
  terminal: Terminal,
): Promise<ExitCode> {
  // Where nothing came nothing is proven: inconclusive.
  if (!live.journal.entries().some(({ kind }) => kind === 'request' || kind === 'finding')) return 4;
  const [{ liveVerdicts }, { writeReports }, { exitCodeOf }] = await Promise.all([
    import('../judge/live-verdicts.ts'),
    import('./report-files.ts'),
    import('../drill/exit-code.ts'),
  ]);
  const judged = await liveVerdicts(live);
  const code = exitCodeOf(judged.judged);
  const judgement = options.exitVerdicts === true ? { ...judged, exit: code } : judged;
  await print(judgement, options.json === true, terminal);
  writeReports(options, judgement);
  return code;
}
