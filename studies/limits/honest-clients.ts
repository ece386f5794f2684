import { expectations } from '../../src/expectations/index.ts';
import { type Expected, judge } from '../../src/judge/judge.ts';
import { type Luck, luckOf } from '../../src/lib/luck.ts';
import { lived } from './simulated.ts';
import {
  asTold,
  type Bucket,
  fullJitter,
  type Habit,
  headerAdaptive,
  lowRate,
  type Shared,
  sheds,
  tokenBucket,
  workerOf,
} from './simulated-clients.ts';

/** A client that keeps what it promises under a true limit. */
export interface HonestKind {
  readonly name: string;
  readonly says: string;
  /** What it is asked for, with the figures of a scenario. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly platform: 'openai' | 'token-factory';
  readonly algorithms: readonly string[];
  readonly most: number;
  /** Least amount of the limit. */
  readonly least: number;
  habit(shared: Shared, bucket: Bucket): Habit;
}

const large = { openai: 'gpt-4o', 'token-factory': 'Omniva/Kimi-K2.6' } as const;
const all = ['continuous-refill', 'fixed-window', 'sliding-window'];
const usual = { platform: 'openai', algorithms: all, most: 20, least: 10 } as const;
const told = { 'honours-retry-after': {}, 'backs-off': {}, 'shares-the-limit': {} };

export const honestKinds: readonly HonestKind[] = [
  {
    ...{ ...usual, name: 'token bucket', algorithms: ['continuous-refill'] },
    says: 'all workers take from one bucket, a little smaller and slower than the limit',
    asked: { ...told, 'shares-the-limit': { goodput: 0.8, wasted: 0.5 } },
    habit: tokenBucket,
  },
  {
    ...{ ...usual, name: 'header-adaptive' },
    says: 'sends one request in the time in which one comes back, once a tenth is left',
    asked: { ...told, 'adapts-to-headers': {} },
    habit: headerAdaptive,
  },
  {
    ...{ ...usual, name: 'one worker', platform: 'token-factory', most: 1 },
    says: 'waits as told; with a refusal for each request that passes',
    asked: { ...told, 'shares-the-limit': { wasted: 1.1 } },
    habit: (shared) => asTold(shared),
  },
  {
    ...{ ...usual, name: 'full jitter' },
    says: 'waits as told, and from 0 to 1 s more, doubling',
    asked: told,
    habit: fullJitter,
  },
  {
    ...{ ...usual, name: 'low rate', most: 2, least: 60 },
    says: 'reads no header fields, and pauses for 0.5 to 4.5 s between its calls',
    asked: { ...told, 'adapts-to-headers': {}, 'shares-the-limit': { goodput: 0.8, wasted: 0.5 } },
    habit: lowRate,
  },
  {
    ...{ ...usual, name: 'smaller model', platform: 'token-factory' },
    says: 'takes a smaller model once the large one has been refused for 20 s',
    asked: { ...told, 'sheds-to-smaller-model': { after: 30_000 } },
    habit: (shared) => sheds(shared, 'MiniMaxAI/MiniMax-M2.5'),
  },
];

/** Numbers of runs: with a pass, and with a fail or a suspicion, of all that it was asked for. */
export interface Rate {
  readonly accused: string[];
  readonly passed: Map<string, number>;
}

function expectedOf(asked: HonestKind['asked']): Expected[] {
  return expectations.flatMap((expectation) => {
    const params = asked[expectation.name];
    return params === undefined ? [] : [{ expectation, params, by: 'asked' as const }];
  });
}

const whole = (luck: Luck, from: number, to: number) => from + Math.floor(luck() * (to - from + 1));

function pick<Item>(luck: Luck, items: readonly Item[]): Item {
  return items[whole(luck, 0, items.length - 1)] as Item;
}

async function runOf(kind: HonestKind, luck: Luck) {
  const bucket = { amount: whole(luck, kind.least, 60), perMs: 60_000 };
  const model = large[kind.platform];
  const rate = `${bucket.amount} requests per minute`;
  const algorithm = pick(luck, kind.algorithms);
  const limit = `{ id: limit, rate: ${rate}, algorithm: ${algorithm}, when: { model: ${model} } }`;
  const scenario = `platform: ${kind.platform}\nseed: 1\nrateLimits:\n  - ${limit}\n`;
  const calls = Array.from({ length: whole(luck, 10, bucket.amount * 2) }, (_, call) => call + 1);
  const workers = whole(luck, 1, kind.most);
  const fastMs = pick(luck, [2, 30]);
  return lived(
    scenario,
    (now) => {
      const shared = { luck, now, calls, model };
      const habit = kind.habit(shared, bucket);
      return Array.from({ length: workers }, () => ({
        startsAt: luck() * 500,
        worker: workerOf(shared, habit),
      }));
    },
    () => 1 + luck() * fastMs,
  );
}

export async function rateOf(kind: HonestKind, runs: number): Promise<Rate> {
  const expected = expectedOf(kind.asked);
  const rate: Rate = { accused: [], passed: new Map() };
  for (let run = 0; run < runs; run += 1) {
    const { timeline } = await runOf(kind, luckOf('limits', kind.name, run));
    for (const { expectation, outcome, because } of judge(timeline, expected, true).verdicts) {
      if (outcome === 'pass') rate.passed.set(expectation, (rate.passed.get(expectation) ?? 0) + 1);
      else if (outcome !== 'inconclusive') rate.accused.push(`run ${run}: ${expectation}: ${because}`);
    }
  }
  return rate;
}
