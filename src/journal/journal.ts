import type { Entry, Unnumbered } from '../model/entry.ts';
import { entryBytes } from './entry-bytes.ts';
import { createJsonLines } from './jsonl.ts';

/** What happened, in order. Whoever builds an entry has removed its secrets (`redact.ts`). */
export interface Journal {
  /** Numbers the entry, keeps it, and returns its number. */
  append(entry: Unnumbered<Entry>): number;
  /** Oldest first; a copy. */
  entries(): readonly Entry[];
  /** How many left memory to make room for newer ones. */
  readonly dropped: number;
  /** Writes out what waits for the file. */
  close(): Promise<void>;
}

export interface JournalOptions {
  readonly maxEntries: number;
  /** Of memory, estimated; the newest entry is kept whatever its size. */
  readonly maxBytes: number;
  /** Gets every entry as a line of JSON; `null`: memory alone. */
  readonly file: string | null;
  /** A sentence for the log; called at most once. */
  onFileError(message: string): void;
  /** Told of every entry as it comes. */
  onEntry?(entry: Entry): void;
}

/** Bytes of lines that may wait for the disk. */
const maxBacklog = 8 * 1_048_576;

/** A ring: the oldest entries make room for the newest, each append in constant time. */
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
      // In this order V8 copies the object as it is; the other way round each field is added to a hash table.
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
