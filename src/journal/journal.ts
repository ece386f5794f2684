import type { Entry, Unnumbered } from '../model/entry.ts';
import { entryBytes } from './entry-bytes.ts';
import { createJsonLines } from './jsonl.ts';

/** The entries in the order of events. The code that builds an entry must mask its secrets (`redact.ts`). */
export interface Journal {
  /** Numbers the entry, keeps it, and returns its number. */
  append(entry: Unnumbered<Entry>): number;
  /** A copy of the entries, oldest first. */
  entries(): readonly Entry[];
  /** Number of entries that were dropped from memory for newer ones. */
  readonly dropped: number;
  /** Writes the remaining entries to the file. */
  close(): Promise<void>;
}

export interface JournalOptions {
  readonly maxEntries: number;
  /** Estimated maximum of memory in bytes. The newest entry is always kept. */
  readonly maxBytes: number;
  /** File that gets every entry as a line of JSON; `null`: entries are kept in memory only. */
  readonly file: string | null;
  /** Called at most once, with a message for the log. */
  onFileError(message: string): void;
  /** Called with every new entry. */
  onEntry?(entry: Entry): void;
}

/** Maximum number of bytes that wait to be written to the file. */
const maxBacklog = 8 * 1_048_576;

/** A ring buffer: the newest entries replace the oldest ones, each append in constant time. */
export function createJournal(options: JournalOptions): Journal {
  const { maxEntries, maxBytes, file, onFileError } = options;
  const lines = file === null ? null : createJsonLines({ file, maxBacklog, onError: onFileError });
  const ring: (Entry | undefined)[] = [];
  let bytes = 0;
  /** Numbers of the oldest entry kept and of the next one to come; entry `id` lives at `id % maxEntries`. */
  let oldest = 1;
  let next = 1;

  const at = (id: number) => ring[id % maxEntries] as Entry;

  function dropOldest(): void {
    bytes -= entryBytes(at(oldest));
    ring[oldest % maxEntries] = undefined;
    oldest += 1;
  }

  return {
    append(unnumbered) {
      // `id` comes last: V8 then copies the object as it is, instead of adding each field to a hash table.
      const entry: Entry = { ...unnumbered, id: next };
      if (next - oldest === maxEntries) dropOldest();
      ring[next % maxEntries] = entry;
      bytes += entryBytes(entry);
      next += 1;
      while (bytes > maxBytes && next - oldest > 1) dropOldest();
      lines?.write(entry);
      options.onEntry?.(entry);
      return entry.id;
    },
    entries: () => Array.from({ length: next - oldest }, (_, index) => at(oldest + index)),
    get dropped() {
      return oldest - 1;
    },
    async close() {
      await lines?.close();
    },
  };
}
