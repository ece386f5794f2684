import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Judged, Judgement } from '../model/judgement.ts';
import type { Scenario } from '../model/scenario.ts';
import { timelinesOf } from '../timeline/timeline.ts';
import { expectedOf } from './expected.ts';
import { judgeInTurns } from './judge-scenario.ts';

/** The scenarios of a gateway, by name. */
interface KnownScenarios {
  readonly primary: { readonly scenario: Scenario };
  find(name: string): Promise<KnownScenarios['primary']> | KnownScenarios['primary'] | null;
}

export interface Live {
  readonly journal: Pick<Journal, 'entries' | 'dropped'>;
  readonly library: KnownScenarios;
  readonly clock: Clock;
  readonly version: string;
}

/** The scenarios in a journal. They have been played, so the library finds each of them. */
async function scenariosOf({ journal, library }: Live): Promise<Map<string, Scenario>> {
  const names = new Set(
    journal.entries().flatMap((entry) => (entry.kind === 'request' ? [entry.scenario] : [])),
  );
  const scenarios = new Map([[library.primary.scenario.name, library.primary.scenario]]);
  for (const name of names) {
    const compiled = await library.find(name);
    if (compiled !== null) scenarios.set(name, compiled.scenario);
  }
  return scenarios;
}

/**
 * The verdicts of a running gateway so far. The exit code is 0 whatever they are, as a signal ends the
 * gateway; with `--exit-verdicts` the command puts theirs in its place.
 */
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
  const judged: Judged[] = [];
  for (const timeline of timelines) {
    if (timeline.calls.length === 0 && timeline.findings.length === 0) continue;
    const scenario = scenarioOf(timeline.scenarios[0] ?? '');
    judged.push(await judgeInTurns(timeline, scenario, expectedOf(scenario, 'serve')));
  }
  return { version, at: clock.now(), command: null, judged, known: [], exit: 0 };
}
