import type { Entry } from '../model/entry.ts';
import type { DrillGateway } from './gateway-port.ts';

/** Entries that are asked for at once. */
const page = 5_000;
/** Entries that are kept: some hundred bytes each. */
const defaultMost = 200_000;

/** Without what no probe looks at. */
function slim<E extends Entry>(entry: E): E {
  if (!('body' in entry)) return entry;
  const { body: _, ...rest } = entry;
  return rest as unknown as E;
}

/** Where a gateway's journal was read to. */
interface Cursor {
  readonly gateway: DrillGateway;
  since: number;
  dropped: number;
}

/**
 * What the journals of the gateways told since the drill began, as one journal. Connections and calls are
 * numbered by each gateway for itself: those of the second of three become 3n + 1.
 */
export class JournalCopy {
  readonly #cursors: readonly Cursor[];
  readonly #label: string | null;
  readonly #most: number;
  readonly #onEntry: (entry: Entry) => void;
  #entries: Entry[] = [];
  #unseen = 0;

  constructor(
    gateways: readonly DrillGateway[],
    label: string | null,
    onEntry: (entry: Entry) => void,
    most = defaultMost,
  ) {
    this.#cursors = gateways.map((gateway) => ({ gateway, since: 0, dropped: 0 }));
    [this.#label, this.#onEntry, this.#most] = [label, onEntry, most];
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Entries that are missing: dropped by a gateway before they were read, or here for newer ones. */
  get unseen(): number {
    return this.#unseen;
  }

  async pull(): Promise<void> {
    await Promise.all(this.#cursors.map((cursor, index) => this.#pull(cursor, index)));
    const surplus = this.#entries.length - this.#most;
    if (surplus <= 0) return;
    this.#entries = this.#entries.slice(surplus);
    this.#unseen += surplus;
  }

  async #pull(cursor: Cursor, index: number): Promise<void> {
    for (;;) {
      const { since } = cursor;
      const { entries, next, dropped } = await cursor.gateway.readJournal({ since, limit: page });
      // Ids begin at 1, so the last one that was dropped has their number. What a first look misses is older
      // than the drill.
      if (since > 0 && dropped > since) this.#unseen += dropped - since;
      // A reset begins anew at 1.
      cursor.since = next;
      for (const entry of entries) if (this.#isMeant(entry)) this.#add(entry, index);
      if (entries.length < page) return;
    }
  }

  #isMeant(entry: Entry): boolean {
    return this.#label === null || !('label' in entry) || entry.label === this.#label;
  }

  #add(entry: Entry, index: number): void {
    const among = this.#cursors.length;
    const spread = (ordinal: number) => ordinal * among + index;
    const renumbered = {
      ...slim(entry),
      ...('connection' in entry ? { connection: spread(entry.connection) } : {}),
      ...('call' in entry && entry.call !== null ? { call: spread(entry.call) } : {}),
      id: this.#unseen + this.#entries.length + 1,
    };
    this.#entries.push(renumbered as Entry);
    this.#onEntry(renumbered as Entry);
  }
}
