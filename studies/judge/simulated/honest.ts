import type { Luck } from '../../../src/lib/luck.ts';
import { type Job, lookOf } from './calls.ts';
import { between, Client, pick, type World, whole } from './client.ts';
import {
  atOnce,
  connecting,
  equalJobs,
  type Herd,
  jobOf,
  launch,
  ownJobs,
  poll,
  severalWorkers,
  staggered,
} from './crews.ts';
import { answered, anything, troubles } from './fates.ts';
import type { Fate, PlatformName } from './gateway.ts';
import { conflicts, cutStreams, modelDown, oldKeyRefused, slowAnswers, someRefused } from './honest-fates.ts';
import { counting, failover, rotates, sdk, six } from './honest-policies.ts';
import { aborted, Breaker, broken, hedged, resumed } from './particular.ts';

/** A client that does what the contract asks, and whose requests are hard to put together to calls. */
export interface HonestKind {
  readonly name: string;
  readonly says: string;
  /** What it does not promise. */
  readonly not: readonly string[];
  fate(platform: PlatformName, luck: Luck): Fate;
  begin(world: World, platform: PlatformName): void;
}

type Usual = Pick<HonestKind, 'not' | 'fate'>;
const usual: Usual = { not: [], fate: anything };
const passes: Usual = { not: [], fate: (platform, luck) => troubles(platform, luck, 5) };

const herd = (
  name: string,
  says: string,
  made: (platform: PlatformName, luck: Luck) => Herd,
  more: Partial<Usual> = {},
): HonestKind => ({
  ...{ name, says, ...usual, ...more },
  begin: (world, platform) => launch(world, made(platform, world.luck)),
});

const counted = (jobs: readonly Job[]) => jobs.map((job) => counting(job, 0));
const sdkMeets: Usual = {
  not: ['backs-off'],
  fate: (platform, luck) => anything(platform, luck, 2),
};

const withHeader = (jobs: readonly Job[], name: string, value: (n: number) => string) =>
  jobs.map((job, n) => ({ ...job, headers: { ...job.headers, [name]: value(n) } }));
const hex = (luck: Luck, length: number) =>
  Array.from({ length }, () => Math.floor(luck() * 16).toString(16)).join('');

const numbered = (platform: PlatformName, count: number) =>
  Array.from({ length: count }, (_, n) => jobOf(platform, `Summarize item ${n + 1} of the list.`));

export const honestKinds: readonly HonestKind[] = [
  herd('equal prompts at once', 'three to eight workers send one prompt', (platform, luck) => ({
    ...{ jobs: equalJobs(platform, luck, severalWorkers(luck)), policy: six },
  })),
  herd('equal prompts, staggered', 'the same, 20 to 300 ms apart', (platform, luck) => ({
    ...{ jobs: equalJobs(platform, luck, severalWorkers(luck)), policy: six, stagger: staggered },
  })),
  herd('equal prompts in turn', 'one worker, one after the other', (platform, luck) => ({
    ...{ jobs: equalJobs(platform, luck, severalWorkers(luck)), policy: six, workers: 1 },
    pauseMs: pick(luck, [0, 2_000]),
  })),
  herd('a limiter', 'six to ten equal prompts, two to four at a time', (platform, luck) => ({
    ...{ jobs: equalJobs(platform, luck, whole(luck, 6, 10)), policy: six, workers: whole(luck, 2, 4) },
  })),
  herd(
    'pre-opened connections',
    'equal prompts or others, on connections that were open before',
    (platform, luck) => {
      const [jobsOf, count] = [pick(luck, [equalJobs, ownJobs]), severalWorkers(luck)];
      const opened = { keptMs: 60_000, opened: count * whole(luck, 1, 3) };
      return {
        jobs: jobsOf(platform, luck, count),
        policy: six,
        connecting: opened,
        stagger: pick(luck, [atOnce, staggered]),
      };
    },
  ),
  herd('a connection each', 'equal prompts, no connection used twice', (platform, luck) => ({
    ...{ jobs: equalJobs(platform, luck, severalWorkers(luck)), policy: six },
    ...{ connecting: { keptMs: 0, opened: 0 }, stagger: pick(luck, [atOnce, staggered]) },
  })),
  {
    ...{ name: 'two processes', says: 'the same four prompts by two processes of one name', ...usual },
    begin(world, platform) {
      const [jobs, workers] = [ownJobs(platform, world.luck, 4), pick(world.luck, [1, 2, 4])];
      for (const at of [0, between(world.luck, 0, 300)]) launch(world, { jobs, workers, policy: six }, at);
    },
  },
  {
    ...{
      name: 'hedges',
      says: 'a copy after 100 to 300 ms, under one `Idempotency-Key`; the slower is cancelled',
    },
    ...{ not: [], fate: slowAnswers },
    begin(world, platform) {
      const client = new Client(world, connecting(world.luck));
      const jobs = withHeader(ownJobs(platform, world.luck, 4), 'idempotency-key', (n) => `job-${n}`);
      for (const job of jobs) world.agenda.begin(hedged(world, client, job), world.luck() * 500);
    },
  },
  {
    ...{ name: 'resumed streams', says: 'a broken stream is asked for again with the text so far' },
    ...{ not: [], fate: cutStreams },
    begin(world, platform) {
      const client = new Client(world, connecting(world.luck));
      for (const { body, ...job } of ownJobs(platform, world.luck, 4))
        world.agenda.begin(
          resumed(world, client, { ...job, body: { ...body, stream: true } }),
          world.luck() * 500,
        );
    },
  },
  herd(
    'failover',
    'equal prompts; a peer of the model after three failures',
    (platform, luck) => ({ jobs: equalJobs(platform, luck, severalWorkers(luck)), policy: failover }),
    { fate: modelDown },
  ),
  {
    ...{
      name: 'circuit breaker',
      says: 'none asks for 5 s after three failures in a row, then one tries',
      ...passes,
    },
    begin(world, platform) {
      const [client, breaker] = [new Client(world, connecting(world.luck)), new Breaker()];
      const jobsOf = pick(world.luck, [equalJobs, ownJobs]);
      for (const job of jobsOf(platform, world.luck, 6))
        world.agenda.begin(broken(world, client, job, breaker), world.luck() * 1_000);
    },
  },
  {
    ...{ name: 'polling', says: 'GET at an interval of 1 to 5 s, whatever it meets' },
    ...{ not: [], fate: (platform, luck) => troubles(platform, luck, 15) },
    begin(world, platform) {
      const client = new Client(world, connecting(world.luck));
      const job = jobOf(platform, '');
      world.agenda.begin(poll(world, client, (call) => lookOf(job, call, 1)));
    },
  },
  herd(
    "SDK's counts at once",
    'equal prompts, retry counts of 0, 1, 2, two retries',
    (platform, luck) => ({
      ...{ jobs: counted(equalJobs(platform, luck, severalWorkers(luck))), policy: sdk },
      stagger: pick(luck, [atOnce, staggered]),
    }),
    sdkMeets,
  ),
  herd(
    "SDK's counts in turn",
    'the same, one worker',
    (platform, luck) => ({ jobs: counted(equalJobs(platform, luck, 5)), policy: sdk, workers: 1 }),
    sdkMeets,
  ),
  herd('counts of 0', 'equal prompts, a loop around an SDK that does not retry', (platform, luck) => ({
    ...{ jobs: counted(equalJobs(platform, luck, severalWorkers(luck))), policy: six },
    stagger: pick(luck, [atOnce, staggered]),
  })),
  herd('short keys', 'each worker has a key of its own, under 20 characters', (platform, luck) => ({
    jobs: equalJobs(platform, luck, severalWorkers(luck)).map((job, n) => ({ ...job, key: `sk-${n}` })),
    ...{ policy: six, stagger: pick(luck, [atOnce, staggered]) },
  })),
  herd(
    'short keys, rotated',
    'asks again with the new key once the old one is refused',
    (platform, luck) => ({
      jobs: equalJobs(platform, luck, severalWorkers(luck)).map((job) => ({ ...job, key: 'sk-1' })),
      policy: rotates,
    }),
    { fate: oldKeyRefused },
  ),
  {
    ...{ name: 'user aborts', says: 'the user stops an answer, and asks the same again or not' },
    ...{
      not: [],
      fate: (_, luck) => () => ({ ...answered(luck), headMs: between(luck, 50, 1_000), tookMs: 3_000 }),
    },
    begin(world, platform) {
      const client = new Client(world, connecting(world.luck));
      for (const job of ownJobs(platform, world.luck, 4))
        world.agenda.begin(aborted(world, client, job), world.luck() * 3_000);
    },
  },
  herd('Idempotency-Keys', 'equal prompts, a key for each call', (platform, luck) => ({
    jobs: withHeader(equalJobs(platform, luck, severalWorkers(luck)), 'idempotency-key', () => hex(luck, 12)),
    ...{ policy: six, stagger: pick(luck, [atOnce, staggered]) },
  })),
  herd('traces', 'equal prompts, a `traceparent` for each call', (platform, luck) => ({
    jobs: withHeader(
      equalJobs(platform, luck, severalWorkers(luck)),
      'traceparent',
      () => `00-${hex(luck, 32)}-${hex(luck, 16)}-01`,
    ),
    ...{ policy: six, stagger: pick(luck, [atOnce, staggered]) },
  })),
  herd(
    'conflicts',
    'equal prompts; a GET before a 409 is asked again',
    (platform, luck) => ({
      ...{ jobs: equalJobs(platform, luck, severalWorkers(luck)), policy: six },
      stagger: pick(luck, [atOnce, staggered]),
    }),
    { fate: conflicts },
  ),
  herd(
    'numbered prompts',
    'prompts that differ by a number, two to four at a time; some are refused for good',
    (platform, luck) => ({
      ...{ jobs: numbered(platform, 8), policy: six, workers: whole(luck, 2, 4), then: 'goes-on' },
    }),
    { fate: someRefused },
  ),
];
