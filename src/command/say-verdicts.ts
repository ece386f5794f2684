import type { Live } from '../live-verdicts.ts';
import type { Terminal } from './terminal.ts';

/** Judges what was seen so far and tells it beside the log; where there was nothing to judge, nothing. */
export async function sayVerdicts(live: Live, { err, columns, colour }: Terminal): Promise<void> {
  if (!live.journal.entries().some(({ kind }) => kind === 'request' || kind === 'finding')) return;
  const [{ liveVerdicts }, { terminal: report }] = await Promise.all([
    import('../live-verdicts.ts'),
    import('../report/terminal.ts'),
  ]);
  err(report.write(await liveVerdicts(live), { colour, columns }));
}
