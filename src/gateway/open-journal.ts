import { createJournal, type Journal } from '../journal/journal.ts';
import type { Log } from '../lib/log.ts';
import type { GatewaySettings } from './gateway.ts';

/** Entries and bytes of the journal that memory keeps. */
const journalBounds = { maxEntries: 10_000, maxBytes: 32 * 1_048_576 };

/** A file that ends early is no reason to serve nobody. */
export function fileErrorsTo({ onFileError }: GatewaySettings, log: Log): (message: string) => void {
  return (message) => {
    log.error({}, message);
    onFileError?.(message);
  };
}

export function openJournal(settings: GatewaySettings, log: Log): Journal {
  const { journalFile: file, onEntry } = settings;
  const onFileError = fileErrorsTo(settings, log);
  const journal = createJournal({ ...journalBounds, file, onFileError });
  if (onEntry !== undefined) journal.subscribe(onEntry);
  return journal;
}
