import type { Log } from '../lib/log.ts';
import type { Notice } from '../model/entry.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Run } from './runs.ts';
import { sayLeftOver } from '../tape/unplayed.ts';
import { Shelf } from '../tape/recording-pool.ts';

type TellNotice = (scenario: string, label: string, notice: Notice, says: string) => void;

/** Says at the end of a run what of its tapes was not played, or was not there. */
export function leftOverTo(notice: TellNotice, log: Log) {
  function tell({ name }: Scenario, label: string, shelf: Shelf): void {
    const says = sayLeftOver(shelf);
    if (says === null) return;
    notice(name, label, 'tape-unconsumed', says);
    log.warn({ scenario: name, ...(label === '' ? {} : { label }) }, says);
  }
  return {
    tell({ scenario, label, source }: Run): void {
      if (source.kind === 'tape') tell(scenario, label, source.tape.shelf);
    },
    /** No request ever came. */
    unasked(scenario: Scenario): void {
      if (scenario.upstream.kind === 'tape') tell(scenario, '', new Shelf(scenario.upstream.recordings));
    },
  };
}
