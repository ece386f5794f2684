import { expectations } from '../../src/expectations/index.ts';
import { type Expected, judge } from '../../src/judge/judge.ts';
import { type Luck, luckOf } from '../../src/lib/luck.ts';
import type { RequestEntry } from '../../src/model/entry.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { Agenda } from './simulated/agenda.ts';
import type { World } from './simulated/client.ts';
import { beginDishonest, type DishonestKind, type Setting } from './simulated/dishonest.ts';
import { type Fate, Gateway, inUseOf, type PlatformName } from './simulated/gateway.ts';
import type { HonestKind } from './simulated/honest.ts';

/** One run, and what its journal holds. */
function lived(fate: Fate, platform: PlatformName, luck: Luck, begin: (world: World) => void): Timeline {
  const agenda = new Agenda();
  const gateway = new Gateway(platform, fate);
  begin({ agenda, gateway, luck, connections: 0, calls: 0 });
  agenda.run();
  const entries: readonly RequestEntry[] = gateway.entries;
  const command = { code: 0, stopped: null, output: 'end' } as const;
  return timelineOf('sample', 'sample', { entries, dropped: 0, inUseOf: () => inUseOf(platform) }, command);
}

function expectedOf(isAsked: (name: string) => boolean): Expected[] {
  return expectations
    .filter(({ name }) => isAsked(name))
    .map((expectation) => {
      const params = expectation.params.parse(expectation.name === 'exit' ? 0 : {});
      return { expectation, params, by: 'asked' };
    });
}

/** Numbers of runs: with a verdict, with something that was failed, and with nothing worse than suspected. */
export interface HonestRate {
  decided: number;
  failed: number;
  suspected: number;
  /** Runs by expectation. */
  readonly failedBy: Map<string, number>;
}

/** Runs are numbered, so that they can be shared: a run is the same whatever others are made. */
export function honestRate(kind: HonestKind, seed: string, runs: Iterable<number>): HonestRate {
  const expected = expectedOf((name) => !kind.not.includes(name));
  const rate: HonestRate = { decided: 0, failed: 0, suspected: 0, failedBy: new Map() };
  for (const run of runs) {
    const luck = luckOf('hard', seed, kind.name, run);
    const platform = run % 2 === 0 ? 'token-factory' : 'deeptoken';
    const timeline = lived(kind.fate(platform, luck), platform, luck, (world) => kind.begin(world, platform));
    const outcomes = new Set<string>();
    for (const { expectation, outcome } of judge(timeline, expected, true).verdicts) {
      outcomes.add(outcome);
      if (outcome === 'fail') rate.failedBy.set(expectation, (rate.failedBy.get(expectation) ?? 0) + 1);
    }
    if (['pass', 'fail', 'suspect'].some((each) => outcomes.has(each))) rate.decided += 1;
    if (outcomes.has('fail')) rate.failed += 1;
    else if (outcomes.has('suspect')) rate.suspected += 1;
  }
  return rate;
}

const caught: readonly string[] = ['fail', 'suspect'];

/** Number of the runs in which the expectation that the client breaks is neither failed nor suspected. */
export function missed(kind: DishonestKind, setting: Setting, seed: string, runs: Iterable<number>): number {
  const expected = expectedOf((name) => name === kind.breaks);
  let count = 0;
  for (const run of runs) {
    const luck = luckOf('hard', seed, kind.name, setting, run);
    const begin = (world: World) => beginDishonest(kind, setting, world);
    const { verdicts } = judge(lived(kind.fate(luck), kind.platform, luck, begin), expected, true);
    if (!verdicts.some(({ outcome }) => caught.includes(outcome))) count += 1;
  }
  return count;
}
