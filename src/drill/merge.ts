import type { Entry } from '../model/entry.ts';
import { type CommandEnd, commandOutputs } from '../model/timeline.ts';

/** Journal and end of one run of the command. */
export interface Ran {
  readonly entries: readonly Entry[];
  /** Number of entries that the journal no longer held. */
  readonly dropped: number;
  /** `null`: how it ended is not judged. */
  readonly end: CommandEnd | null;
}

/**
 * Gives entries without a label (their URL named no scenario) one for the run, so that requests of several
 * runs are not joined into one call.
 */
function labelled<E extends Entry>(entry: E, run: number): E {
  if (!('label' in entry) || entry.label !== '') return entry;
  return { ...entry, label: `${entry.scenario}-r${run}` };
}

/** Journals of all runs in one; ordinals of entries and connections continue from run to run. */
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

/** The end of the run that ended worst. */
export function worstEnd(runs: readonly Pick<Ran, 'end'>[]): CommandEnd | null {
  const ends = runs.flatMap(({ end }) => (end === null ? [] : [end]));
  const [worst = null] = ends.toSorted((a, b) => {
    const theirs = badness(b);
    return badness(a).reduce((sum, value, index) => sum || value - (theirs[index] ?? 0), 0);
  });
  return worst;
}
