import type { Luck } from '../../../src/lib/luck.ts';
import { type Life, sleep } from './agenda.ts';
import { type Job, liveCall, newCall, type Policy, timed } from './calls.ts';
import { between, Client, type Connecting, pick, type World, whole } from './client.ts';
import type { PlatformName } from './gateway.ts';

const keys: Readonly<Record<PlatformName, string>> = {
  'token-factory': 'sk-oais-0123456789abcdef',
  deeptoken: 'dtk_0123456789abcdef',
};
export const models: Readonly<Record<PlatformName, string>> = {
  'token-factory': 'Omniva/Kimi-K2.6',
  deeptoken: 'gpt-4o-mini',
};
const subjects = ['the sea', 'a lighthouse', 'two ships', 'the harbour', 'an old map', 'the tide', 'a storm'];

export function promptOf(luck: Luck): string {
  const word = Math.floor(luck() * 1e9).toString(36);
  return `Tell me of ${pick(luck, subjects)}, of ${pick(luck, subjects)} and of ${word}.`;
}

export function jobOf(platform: PlatformName, prompt: string): Job {
  const messages = [
    { role: 'system', content: 'You are terse.' },
    { role: 'user', content: prompt },
  ];
  return { body: { model: models[platform], messages, max_tokens: 400 }, headers: {}, key: keys[platform] };
}

/** Kept alive as by fetch, or for a minute, or not at all. */
export const connecting = (luck: Luck): Connecting => ({
  keptMs: pick(luck, [4_000, 4_000, 60_000, 0]),
  opened: 0,
});

/** Workers that take jobs from one queue. */
export interface Crew {
  readonly workers: number;
  readonly jobs: readonly Job[];
  readonly policy: Policy;
  /** Milliseconds between the beginnings of two workers. */
  stagger(luck: Luck): number;
  /** Milliseconds between two jobs of a worker. */
  readonly pauseMs?: number;
  /** `stops`: no job is begun once a call was given up. */
  readonly then: 'stops' | 'goes-on';
}

export function manCrew(world: World, client: Client, crew: Crew, at = 0): void {
  const { agenda, luck } = world;
  const waiting = [...crew.jobs];
  let state: 'working' | 'stopped' = 'working';
  function* work(): Life {
    while (state === 'working') {
      const job = waiting.shift();
      if (job === undefined) return;
      const end = yield* liveCall(world, client, job, crew.policy);
      if (end === 'gave-up' && crew.then === 'stops') state = 'stopped';
      yield sleep(between(luck, 0.1, 3) + (crew.pauseMs ?? 0) * luck());
    }
  }
  let startsAt = at;
  for (let n = 0; n < crew.workers; n += 1) {
    agenda.begin(work(), startsAt);
    startsAt += crew.stagger(luck);
  }
}

export const atOnce = (luck: Luck) => luck() * 4;
export const staggered = (luck: Luck) => between(luck, 20, 300);

export function equalJobs(platform: PlatformName, luck: Luck, count: number): Job[] {
  const job = jobOf(platform, promptOf(luck));
  return Array.from({ length: count }, () => job);
}

export function ownJobs(platform: PlatformName, luck: Luck, count: number): Job[] {
  return Array.from({ length: count }, () => jobOf(platform, promptOf(luck)));
}

export interface Herd {
  readonly jobs: readonly Job[];
  readonly policy: Policy;
  readonly stagger?: Crew['stagger'];
  readonly workers?: number;
  readonly pauseMs?: number;
  readonly connecting?: Connecting;
  readonly then?: Crew['then'];
}

/** One process; each job has its worker, where nothing else is said. */
export function launch(world: World, { jobs, policy, ...herd }: Herd, at = 0): void {
  const client = new Client(world, herd.connecting ?? connecting(world.luck));
  const { workers = jobs.length, stagger = atOnce, pauseMs = 0, then = 'stops' } = herd;
  manCrew(world, client, { workers, jobs, policy, stagger, pauseMs, then }, at);
}

export const severalWorkers = (luck: Luck) => whole(luck, 3, 8);

/** Polls at an interval; a told wait is kept, anything else makes no difference. */
export function* poll(
  world: World,
  client: Client,
  ask: (call: number) => Parameters<Client['ask']>[0],
): Life {
  const { luck } = world;
  const intervalMs = between(luck, 1_000, 5_000);
  for (let n = 0; n < 15; n += 1) {
    const { retryAfter } = yield* client.ask(ask(newCall(world)));
    yield sleep(timed(luck, Math.max(intervalMs, (retryAfter ?? 0) * 1_000)));
  }
}
