import { expectations } from '../../src/expectations/index.ts';
import { type Expected, judge } from '../../src/judge/judge.ts';
import { type Luck, luckOf } from '../../src/lib/luck.ts';
import type { RequestEntry } from '../../src/model/entry.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { Agenda } from './simulated/agenda.ts';
import type { World } from './simulated/client.ts';
import { Gateway, inUseOf, type PlatformName } from './simulated/gateway.ts';
import type { HonestKind } from './simulated/honest.ts';

export interface Living {
  fate: HonestKind['fate'];
  begin: HonestKind['begin'];
}

/** One run, and what its journal holds. */
export function lived({ fate, begin }: Living, platform: PlatformName, luck: Luck): Timeline {
  const agenda = new Agenda();
  const gateway = new Gateway(platform, fate(platform, luck));
  const world: World = { agenda, gateway, luck, connections: 0, calls: 0 };
  begin(world, platform);
  agenda.run();
  const entries: readonly RequestEntry[] = gateway.entries;
  const command = { code: 0, stopped: null, output: 'end' } as const;
  return timelineOf('sample', 'sample', { entries, dropped: 0, inUseOf: () => inUseOf(platform) }, command);
}

export function expectedWithout(not: readonly string[]): Expected[] {
  return expectations
    .filter(({ name }) => !not.includes(name))
    .map((expectation) => {
      const params = expectation.params.parse(expectation.name === 'exit' ? 0 : {});
      return { expectation, params, by: 'asked' };
    });
}

/** Out of some runs: those with a verdict, and those in which something was failed or suspected. */
export interface HonestRate {
  decided: number;
  failed: number;
  suspected: number;
  /** Runs by expectation. */
  readonly failedBy: Map<string, number>;
}

/** Runs are numbered, so that they can be shared: a run is the same whatever others are made. */
export function honestRate(kind: HonestKind, seed: string, runs: Iterable<number>): HonestRate {
  const expected = expectedWithout(kind.not);
  const rate: HonestRate = { decided: 0, failed: 0, suspected: 0, failedBy: new Map() };
  for (const run of runs) {
    const luck = luckOf('hard', seed, kind.name, run);
    const timeline = lived(kind, run % 2 === 0 ? 'token-factory' : 'deeptoken', luck);
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
