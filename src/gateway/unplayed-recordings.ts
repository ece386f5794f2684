import type { Log } from '../lib/log.ts';
import type { Notice } from '../model/notice.ts';
import type { Scenario } from '../model/scenario.ts';
import { RecordingPool } from '../tape/recording-pool.ts';
import { describeUnplayed, type Played } from '../tape/unplayed.ts';
import type { Run } from './run.ts';

type AddLabelledNotice = (scenario: string, label: string, notice: Notice, says: string) => void;

/** Says at the end of a run what of its tapes was not played, or was not there. */
export function unplayedTo(notice: AddLabelledNotice, log: Log) {
  function report({ name }: Scenario, label: string, played: Played): void {
    const says = describeUnplayed(played);
    if (says === null) return;
    notice(name, label, 'tape-unconsumed', says);
    log.warn({ scenario: name, ...(label === '' ? {} : { label }) }, says);
  }
  return {
    tell({ scenario, label, sources }: Run): void {
      for (const source of sources) if (source.kind === 'tape') report(scenario, label, source.tape);
    },
    /** For a gateway that no request reached. */
    unasked(scenario: Scenario): void {
      const { upstream } = scenario;
      if (upstream.kind === 'tape')
        report(scenario, '', { pool: new RecordingPool(upstream.recordings), cut: upstream.cut });
    },
  };
}
