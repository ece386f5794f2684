import type { Entry, OutcomeEntry, RequestEntry } from '../model/entry.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { CommandEnd, Timeline } from '../model/timeline.ts';
import { callsOf } from './calls.ts';
import { groupOf } from './group.ts';
import { faultsOf } from './result.ts';

/** A journal, and the platform contracts of its scenarios. */
export interface JournalContents {
  readonly entries: readonly Entry[];
  /** Number of entries that the journal no longer holds. */
  readonly dropped: number;
  inUseOf(scenario: string): PlatformInUse;
}

function ofKind<Kind extends Entry['kind']>(entries: readonly Entry[], kind: Kind) {
  return entries.filter((entry): entry is Extract<Entry, { kind: Kind }> => entry.kind === kind);
}

const isStep = (entry: Entry) => entry.kind === 'notice' && entry.clockStep !== undefined;
const isTopUp = (entry: Entry) => entry.kind === 'notice' && entry.notice === 'topped-up';

/** The latest outcome that the application reported for each call. */
function outcomesOf(entries: readonly OutcomeEntry[]): Map<string, OutcomeEntry> {
  return new Map(entries.map((entry) => [`${groupOf(entry)}#${entry.call}`, entry]));
}

/** Builds one timeline called `name` from the journal; it is judged by the contract of `scenario`. */
export function timelineOf(
  name: string,
  scenario: string,
  { entries, dropped, inUseOf }: JournalContents,
  command: CommandEnd | null = null,
): Timeline {
  const requests = ofKind(entries, 'request').filter(({ call }) => call > 0);
  const openings = ofKind(entries, 'opening');
  const connections = ofKind(entries, 'connection').filter((entry) => faultsOf(entry).length > 0);
  const touched: Pick<RequestEntry, 'rules'>[] = [...requests, ...openings, ...connections];
  const { groupings, doubts, counted } = callsOf(requests, outcomesOf(ofKind(entries, 'outcome')), inUseOf);
  return {
    name,
    scenarios: [...new Set([scenario, ...requests.map((entry) => entry.scenario)])],
    inUse: inUseOf(scenario),
    calls: groupings[0],
    ...{ groupings, doubts, counted },
    openings,
    connections,
    findings: ofKind(entries, 'finding'),
    toppedUp: ofKind(entries, 'notice')
      .filter(isTopUp)
      .map(({ at }) => at),
    clockSteps: ofKind(entries, 'notice').flatMap(({ at, clockStep }) =>
      clockStep === undefined ? [] : [{ since: clockStep.since, at }],
    ),
    fired: new Set(touched.flatMap(faultsOf)),
    command,
    dropped,
  };
}

/**
 * Splits the journal of a running gateway into timelines: one for each label, and one for each scenario
 * without a label. Entries without a request belong to the primary scenario, whose rules connections meet.
 */
export function timelinesOf(primary: string, { entries, ...seen }: JournalContents): Timeline[] {
  const groups = new Map<string, Entry[]>();
  const scenarios = new Map<string, string>();
  for (const entry of entries.filter((each) => !isTopUp(each) && !isStep(each))) {
    const named = entry.kind === 'request' || entry.kind === 'outcome';
    const name = named ? groupOf(entry) : primary;
    if (named && !scenarios.has(name)) scenarios.set(name, entry.scenario);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [entry]);
    else group.push(entry);
  }
  // Where nothing was asked there is nothing to judge, whatever was topped up.
  for (const entry of ofKind(entries, 'notice').filter(isTopUp)) groups.get(groupOf(entry))?.push(entry);
  // The clock is the same for all.
  for (const group of groups.values()) group.push(...entries.filter(isStep));
  return [...groups].map(([name, group]) =>
    timelineOf(name, scenarios.get(name) ?? primary, { ...seen, entries: group }),
  );
}
