import type { Entry } from '../model/entry.ts';
import { type CommandEnd, commandOutputs } from '../model/timeline.ts';

/** What one run of the command left behind. */
export interface Ran {
  readonly entries: readonly Entry[];
  /** Entries that the journal no longer held. */
  readonly dropped: number;
  readonly end: CommandEnd;
}

/** A request whose URL named no scenario has no label; those of several runs must not meet in one call. */
function labelled<E extends Entry>(entry: E, run: number): E {
  if (!('label' in entry) || entry.label !== '') return entry;
  return { ...entry, label: `${entry.scenario}-r${run}` };
}

/** Numbers of entries and of connections go on from one run to the next. */
export function mergedEntries(runs: readonly Pick<Ran, 'entries'>[]): Entry[] {
  const merged: Entry[] = [];
  let connections = 0;
  for (const [index, { entries }] of runs.entries()) {
    const before = connections;
    for (const entry of entries) {
      const id = merged.length + 1;
      if (!('connection' in entry)) {
        merged.push({ ...labelled(entry, index + 1), id });
        continue;
      }
      const connection = before + entry.connection;
      connections = Math.max(connections, connection);
      merged.push({ ...labelled(entry, index + 1), id, connection });
    }
  }
  return merged;
}

function badness({ code, stopped, output }: CommandEnd): readonly number[] {
  return [stopped === null ? 1 : 0, code === 0 ? 1 : 0, commandOutputs.indexOf(output)];
}

/** The end of several runs: that of the worst. */
export function worstEnd(runs: readonly Pick<Ran, 'end'>[]): CommandEnd | null {
  const ends = runs.map(({ end }) => end);
  const [worst = null] = ends.toSorted((a, b) => {
    const theirs = badness(b);
    return badness(a).reduce((sum, value, index) => sum || value - (theirs[index] ?? 0), 0);
  });
  return worst;
}
