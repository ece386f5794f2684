import { scheduler } from 'node:timers/promises';
import type { Judged } from '../model/judgement.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Timeline } from '../model/timeline.ts';
import type { Verdict } from '../model/verdict.ts';
import { shownFile } from '../scenario/name.ts';
import type { Expected } from './judge.ts';
import { type JudgedTimeline, judge, judgedBy, verdictsOf } from './judge.ts';

/** What is judged of a scenario: `all` its expectations, or the `part` that `--only` selects. */
export interface Asked {
  readonly expected: readonly Expected[];
  readonly scope: 'all' | 'part';
}

/** Adds the facts on the scenario that a report shows. */
function shown(judged: JudgedTimeline, { title, file, seed }: Scenario): Judged {
  return { ...judged, title, file: shownFile(file), seed };
}

/** Whether it injects anything: then what is expected has to be shown. */
function injects({ rules, countedLimits, admission: { keys, allowlists, replicas } }: Scenario): boolean {
  const admitting = keys === null ? allowlists.length + replicas.length : 1;
  return rules.length + countedLimits.length + admitting > 0;
}

/** The verdicts on a timeline, with the facts on its scenario. */
export function judgeScenario(timeline: Timeline, scenario: Scenario, { expected, scope }: Asked): Judged {
  // With `--only`, the rest of the contract need not be shown.
  const judged = judge(timeline, expected, injects(scenario) && scope === 'all');
  const outcome = judged.verdicts.length === 0 && scope === 'part' ? 'inconclusive' : judged.outcome;
  return shown({ ...judged, outcome }, scenario);
}

/**
 * The same of a gateway that runs, by all that is expected: other work gets its turn after each expectation,
 * since ten thousand requests take the judge a second.
 */
export async function judgeInTurns(
  timeline: Timeline,
  scenario: Scenario,
  expected: readonly Expected[],
): Promise<Judged> {
  const verdicts: Verdict[] = [];
  for (const each of expected) {
    verdicts.push(...verdictsOf(each, timeline));
    await scheduler.yield();
  }
  return shown(judgedBy(verdicts, timeline, injects(scenario)), scenario);
}
