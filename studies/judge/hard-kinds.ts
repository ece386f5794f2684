import { expectations } from '../../src/expectations/index.ts';
import { type Expected, judge } from '../../src/judge/judge.ts';
import { type Luck, luckOf } from '../../src/lib/luck.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { Agenda } from './simulated/agenda.ts';
import type { World } from './simulated/client.ts';
import { beginDishonest, type Crowd, crowds, type DishonestKind } from './simulated/dishonest.ts';
import { type Calls, type Fate, Gateway, inUseOf, type PlatformName } from './simulated/gateway.ts';
import type { HonestKind } from './simulated/honest.ts';

/** Runs are numbered, so that they can be shared: a run is the same whatever others are made. */
export interface Runs {
  readonly seed: string;
  readonly numbers: readonly number[];
  readonly calls: Calls;
}

interface Setting {
  readonly platform: PlatformName;
  readonly fate: Fate;
  readonly calls: Calls;
}

/** One run. */
function lived({ platform, fate, calls }: Setting, luck: Luck, begin: (world: World) => void): Timeline {
  const agenda = new Agenda();
  const gateway = new Gateway(platform, fate, calls);
  begin({ agenda, gateway, luck, connections: 0, calls: 0, used: new Set() });
  agenda.run();
  const { entries } = gateway;
  const command = { code: 0, stopped: null, output: 'end' } as const;
  return timelineOf('sample', 'sample', { entries, dropped: 0, inUseOf: () => inUseOf(platform) }, command);
}

/** All but `exit`, of which such a client has nothing to say. */
function expectedOf(isAsked: (name: string) => boolean): Expected[] {
  return expectations
    .filter(({ name }) => name !== 'exit' && isAsked(name))
    .map((expectation) => ({ expectation, params: expectation.params.parse({}), by: 'asked' }));
}

/** Numbers of runs: with a verdict, with something that was failed, and with nothing worse than suspected. */
export interface HonestRate {
  decided: number;
  failed: number;
  suspected: number;
  /** Runs by expectation. */
  readonly failedBy: Map<string, number>;
}

export function honestRate(kind: HonestKind, { seed, numbers, calls }: Runs): HonestRate {
  const expected = expectedOf((name) => !kind.not.includes(name));
  const rate: HonestRate = { decided: 0, failed: 0, suspected: 0, failedBy: new Map() };
  for (const run of numbers) {
    const luck = luckOf('hard', seed, kind.name, run);
    const platform = run % 2 === 0 ? 'token-factory' : 'deeptoken';
    const setting = { platform, fate: kind.fate(platform, luck), calls } as const;
    const timeline = lived(setting, luck, (world) => kind.begin(world, platform));
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

/** Out of some runs: those in which the expectation is neither failed nor suspected. */
export interface MissRate {
  missed: number;
  of: number;
}

/** A third of the runs with each crowd. */
export function missRates(kind: DishonestKind, { seed, numbers, calls }: Runs): Map<Crowd, MissRate> {
  const { platform, breaks } = kind;
  const expected = expectedOf((name) => name === breaks);
  const rates = new Map(crowds.map((crowd): [Crowd, MissRate] => [crowd, { missed: 0, of: 0 }]));
  for (const run of numbers) {
    const luck = luckOf('hard', seed, kind.name, run);
    const crowd = crowds[run % crowds.length] as Crowd;
    const rate = rates.get(crowd) as MissRate;
    const setting = { platform, fate: kind.fate(luck), calls };
    const timeline = lived(setting, luck, (world) => beginDishonest(kind, crowd, world));
    const { verdicts } = judge(timeline, expected, true);
    rate.of += 1;
    if (!verdicts.some(({ outcome }) => caught.includes(outcome))) rate.missed += 1;
  }
  return rates;
}
