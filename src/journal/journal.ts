import type { Entry, Unnumbered } from '../model/entry.ts';
import { entryBytes } from './entry-bytes.ts';
import { createJsonLines } from './jsonl.ts';

/** The entries in the order of events. The code that builds an entry must mask its secrets (`redact.ts`). */
export interface Journal {
  /** Numbers the entry, keeps it, and returns its number. The object is the journal's from then on. */
  append(entry: Unnumbered<Entry>): number;
  /** A copy of the entries, oldest first: those with a larger number than `after`, at most `limit`. */
  entries(after?: number, limit?: number): readonly Entry[];
  /** Drops the entries that match from memory, not from the file; answers how many there were. */
  forget(matches: (entry: Entry) => boolean): number;
  /** Calls back with every new entry, until the returned function is called. */
  subscribe(onEntry: (entry: Entry) => void): () => void;
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
}

/** Maximum number of bytes that wait to be written to the file. */
const maxBacklog = 8 * 1_048_576;

/** A ring buffer: the newest entries replace the oldest ones, each append in constant time. */
class Ring {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  /** Entry `id` lives at `id % maxEntries`; those that were forgotten leave gaps. */
  readonly #ring: (Entry | undefined)[] = [];
  /** Estimated bytes of each, at the same places. */
  readonly #sizes: number[] = [];
  #bytes = 0;
  /** Numbers of the oldest entry kept and of the next one to come. */
  #oldest = 1;
  #next = 1;

  constructor({ maxEntries, maxBytes }: Pick<JournalOptions, 'maxEntries' | 'maxBytes'>) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  add(unnumbered: Unnumbered<Entry>): Entry {
    const id = this.#next;
    // In place: a copy of each entry would cost every request more.
    const entry: Entry = Object.assign(unnumbered, { id });
    if (id - this.#oldest === this.#maxEntries) this.#dropOldest();
    const place = id % this.#maxEntries;
    const size = entryBytes(entry);
    this.#ring[place] = entry;
    this.#sizes[place] = size;
    this.#bytes += size;
    this.#next += 1;
    while (this.#bytes > this.#maxBytes && this.#next - this.#oldest > 1) this.#dropOldest();
    return entry;
  }

  get dropped(): number {
    return this.#oldest - 1;
  }

  entries(after = 0, limit = Number.POSITIVE_INFINITY): Entry[] {
    const entries: Entry[] = [];
    const first = Math.max(this.#oldest, after + 1);
    for (let id = first; id < this.#next && entries.length < limit; id += 1) {
      const entry = this.#ring[id % this.#maxEntries];
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  forget(id: number): void {
    const place = id % this.#maxEntries;
    if (this.#ring[place] === undefined) return;
    this.#bytes -= this.#sizes[place] ?? 0;
    this.#ring[place] = undefined;
  }

  #dropOldest(): void {
    this.forget(this.#oldest);
    this.#oldest += 1;
  }
}

export function createJournal(options: JournalOptions): Journal {
  const { file, onFileError } = options;
  const lines = file === null ? null : createJsonLines({ file, maxBacklog, onError: onFileError });
  const ring = new Ring(options);
  const subscribers = new Set<(entry: Entry) => void>();
  return {
    append(unnumbered) {
      const entry = ring.add(unnumbered);
      lines?.write(entry);
      for (const tell of subscribers) tell(entry);
      return entry.id;
    },
    entries: (after, limit) => ring.entries(after, limit),
    forget(matches) {
      const found = ring.entries().filter(matches);
      for (const { id } of found) ring.forget(id);
      return found.length;
    },
    subscribe(tell) {
      subscribers.add(tell);
      return () => void subscribers.delete(tell);
    },
    get dropped() {
      return ring.dropped;
    },
    async close() {
      await lines?.close();
    },
  };
}
