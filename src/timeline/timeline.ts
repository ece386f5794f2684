import type { Entry, OutcomeEntry, RequestEntry } from '../model/entry.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { CommandEnd, Timeline } from '../model/timeline.ts';
import { callsOf, groupOf } from './calls.ts';
import { faultsOf } from './result.ts';

/** A journal, and the contracts of the scenarios in it. */
export interface Seen {
  readonly entries: readonly Entry[];
  /** Entries that the journal no longer holds. */
  readonly dropped: number;
  inUseOf(scenario: string): PlatformInUse;
}

function of<Kind extends Entry['kind']>(entries: readonly Entry[], kind: Kind) {
  return entries.filter((entry): entry is Extract<Entry, { kind: Kind }> => entry.kind === kind);
}

/** What the application said of each call, the latest. */
function outcomesOf(entries: readonly OutcomeEntry[]): Map<string, OutcomeEntry> {
  return new Map(entries.map((entry) => [`${groupOf(entry)}#${entry.call}`, entry]));
}

/** The journal as one timeline called `name`; it is judged by the contract of `scenario`. */
export function timelineOf(
  name: string,
  scenario: string,
  { entries, dropped, inUseOf }: Seen,
  command: CommandEnd | null = null,
): Timeline {
  const requests = of(entries, 'request');
  const openings = of(entries, 'opening');
  const connections = of(entries, 'connection').filter((entry) => faultsOf(entry).length > 0);
  const touched: Pick<RequestEntry, 'rules'>[] = [...requests, ...openings, ...connections];
  return {
    name,
    scenarios: [...new Set([scenario, ...requests.map((entry) => entry.scenario)])],
    inUse: inUseOf(scenario),
    calls: callsOf(requests, outcomesOf(of(entries, 'outcome')), inUseOf),
    openings,
    connections,
    findings: of(entries, 'finding'),
    fired: new Set(touched.flatMap(faultsOf)),
    command,
    dropped,
  };
}

/**
 * The journal of a gateway that serves, a timeline for each label and for each scenario without one. What
 * came before any request belongs to the scenario that greets connections.
 */
export function timelinesOf(primary: string, { entries, ...seen }: Seen): Timeline[] {
  const groups = new Map<string, Entry[]>();
  const scenarios = new Map<string, string>();
  for (const entry of entries) {
    const named = entry.kind === 'request' || entry.kind === 'outcome';
    const name = named ? groupOf(entry) : primary;
    if (named && !scenarios.has(name)) scenarios.set(name, entry.scenario);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [entry]);
    else group.push(entry);
  }
  return [...groups].map(([name, group]) =>
    timelineOf(name, scenarios.get(name) ?? primary, { ...seen, entries: group }),
  );
}
