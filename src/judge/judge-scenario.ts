import type { Judged } from '../model/judgement.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Timeline } from '../model/timeline.ts';
import { shownFile } from '../scenario/name.ts';
import type { Expected } from './judge.ts';
import { judge } from './judge.ts';

/** What is judged of a scenario: `all` its expectations, or the `part` that `--only` selects. */
export interface Asked {
  readonly expected: readonly Expected[];
  readonly scope: 'all' | 'part';
}

/** The verdicts on a timeline, with the facts on its scenario that a report shows. */
export function judgeScenario(timeline: Timeline, scenario: Scenario, { expected, scope }: Asked): Judged {
  const { title, file, seed, rules } = scenario;
  // With `--only`, the rest of the contract need not be shown.
  const judged = judge(timeline, expected, rules.length > 0 && scope === 'all');
  const outcome = judged.verdicts.length === 0 && scope === 'part' ? 'inconclusive' : judged.outcome;
  return { ...judged, outcome, title, file: shownFile(file), seed };
}
