import type { Journal } from '../journal/journal.ts';
import { expectedOf } from './expected.ts';
import { judge } from './judge.ts';
import type { Clock } from '../lib/clock.ts';
import type { Judged, Judgement } from '../model/judgement.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Timeline } from '../model/timeline.ts';
import type { Library } from '../gateway/library.ts';
import { shownFile } from '../scenario/name.ts';
import { timelinesOf } from '../timeline/timeline.ts';

export interface Live {
  readonly journal: Journal;
  readonly library: Library;
  readonly clock: Clock;
  readonly version: string;
}

/** The scenarios of a journal; they were played, so all of them are known. */
async function scenariosOf({ journal, library }: Live): Promise<Map<string, Scenario>> {
  const names = new Set(
    journal.entries().flatMap((entry) => (entry.kind === 'request' ? [entry.scenario] : [])),
  );
  const scenarios = new Map([[library.primary.scenario.name, library.primary.scenario]]);
  for (const name of names) {
    const playable = await library.find(name);
    if (playable !== null) scenarios.set(name, playable.scenario);
  }
  return scenarios;
}

function judgedBy(timeline: Timeline, scenario: Scenario): Judged {
  const { title, file, seed, rules } = scenario;
  const judged = judge(timeline, expectedOf(scenario, 'serve'), rules.length > 0);
  return { ...judged, title, file: shownFile(file), seed };
}

/** What a gateway that serves has to say of its clients so far; a signal ends it with 0, whatever that is. */
export async function liveVerdicts(live: Live): Promise<Judgement> {
  const { journal, library, clock, version } = live;
  const scenarios = await scenariosOf(live);
  const { primary } = library;
  const scenarioOf = (name: string) => scenarios.get(name) ?? primary.scenario;
  const timelines = timelinesOf(primary.scenario.name, {
    entries: journal.entries(),
    dropped: journal.dropped,
    inUseOf: (name) => scenarioOf(name).inUse,
  });
  const judged = timelines
    .filter(({ calls, findings }) => calls.length > 0 || findings.length > 0)
    .map((timeline) => judgedBy(timeline, scenarioOf(timeline.scenarios[0] ?? '')));
  return { version, at: clock.now(), command: null, judged, known: [], exit: 0 };
}
