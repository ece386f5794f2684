import type { Judged } from '../model/judgement.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Timeline } from '../model/timeline.ts';
import { shownFile } from '../scenario/name.ts';
import type { Expected } from './judge.ts';
import { judge } from './judge.ts';

/** What is judged of a scenario: `all` that it expects, or a `part` that somebody asked for. */
export interface Asked {
  readonly expected: readonly Expected[];
  readonly scope: 'all' | 'part';
}

/** The verdicts on what happened under a scenario, with what a report says of the scenario. */
export function judgeScenario(timeline: Timeline, scenario: Scenario, { expected, scope }: Asked): Judged {
  const { title, file, seed, rules } = scenario;
  // Of a contract of which a part alone is asked for, the rest need not be shown.
  const judged = judge(timeline, expected, rules.length > 0 && scope === 'all');
  const outcome = judged.verdicts.length === 0 && scope === 'part' ? 'inconclusive' : judged.outcome;
  return { ...judged, outcome, title, file: shownFile(file), seed };
}
