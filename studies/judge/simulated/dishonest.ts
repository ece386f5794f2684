import type { Luck } from '../../../src/lib/luck.ts';
import { grown, honest, honestWait, isFinal, type Job, type Policy, type Seen } from './calls.ts';
import { between, pick, type World, whole } from './client.ts';
import { equalJobs, launch, models, ownJobs, staggered } from './crews.ts';
import { answered, errorOf, type Failing, finalError, firstAttempts, paceOf, passing } from './fates.ts';
import type { Fate, PlatformName } from './gateway.ts';

/** How many workers it has, and what they ask. */
export const crowds = ['in turn', 'at once', 'equal prompts at once'] as const;
export type Crowd = (typeof crowds)[number];

/** A client that breaks one expectation in each of its runs. */
export interface DishonestKind {
  readonly name: string;
  readonly breaks: string;
  readonly platform: PlatformName;
  fate(luck: Luck): Fate;
  policy(luck: Luck): Policy;
  /** Of its calls' requests. */
  readonly headers?: (luck: Luck) => Readonly<Record<string, string>>;
}

const six = honest(6);

/** Each call fails so often, by one error. */
function fails(platform: PlatformName, least: number, most: number, error?: string) {
  return (luck: Luck): Fate => {
    const [met, pace] = [errorOf(platform, error ?? pick(luck, passing[platform])), paceOf(luck)];
    return firstAttempts((drawn) => met(drawn, pace), luck, least, most);
  };
}

const stays = (platform: PlatformName, error: string) => (luck: Luck) => finalError(platform, luck, error);

/** Rate limits that ask for 5 to 10 s, of each call one to three. */
function limits(luck: Luck): Fate {
  const [met, pace] = [errorOf('token-factory', 'rate-limited'), paceOf(luck)];
  const failing: Failing = (drawn) => met(drawn, pace, whole(drawn, 5, 10));
  return firstAttempts(failing, luck, 1, 3);
}

/** A model, or all, are down for good. */
function down(luck: Luck, which: 'one' | 'all'): Fate {
  const [error, pace] = [errorOf('token-factory', 'no-healthy-upstream'), paceOf(luck)];
  const none = errorOf('token-factory', 'model-not-found');
  return ({ model }) => {
    if (model === 'Omniva/none') return none(luck, pace);
    const isDown = which === 'all' || model?.toLowerCase() === models['token-factory'].toLowerCase();
    return isDown ? error(luck, pace) : answered(luck);
  };
}

/** Waits that are drawn anew for each retry, whatever was met. */
function hammers(luck: Luck, wait: (luck: Luck, seen: Seen) => number, more: Partial<Policy> = {}): Policy {
  const attempts = whole(luck, 3, 5);
  return {
    ...{ conflicts: 'blind', ...more },
    after: (seen, drawn) => (seen.attempts >= attempts ? null : wait(drawn, seen)),
  };
}

/** Waits as an honest client does, where nothing else is said. */
const backs = (luck: Luck, seen: Seen) => honestWait(seen, luck) ?? 0;
const atOnce = (luck: Luck) => luck() * 20;
const soon = (luck: Luck) => between(luck, 100, 800);

const until = (attempts: number, wait: (luck: Luck, seen: Seen) => number): Policy => ({
  conflicts: 'blind',
  after: (seen, luck) => (isFinal(seen.met) || seen.attempts >= attempts ? null : wait(luck, seen)),
});

type Body = Job['body'];
const changed = (change: (body: Body, seen: Seen, luck: Luck) => Body): Pick<Policy, 'change'> => ({
  change: (job, seen, luck) => ({ ...job, body: change(job.body, seen, luck) }),
});

const withPrompt = (body: Body, rewritten: (prompt: string) => string): Body => {
  const messages = body['messages'] as readonly { readonly role: string; readonly content: string }[];
  const last = messages.at(-1) as (typeof messages)[number];
  return { ...body, messages: [...messages.slice(0, -1), { ...last, content: rewritten(last.content) }] };
};

const blank = changed((body) => withPrompt(body, (prompt) => `${prompt} `));
const nonce = changed((body, _, luck) =>
  withPrompt(
    body,
    (prompt) => `${prompt.replace(/ \[.*\]$/, '')} [${Math.floor(luck() * 1e12).toString(36)}]`,
  ),
);
const turned = changed((body) => {
  const [first, ...others] = Object.entries(body);
  return Object.fromEntries([...others, first as [string, unknown]]) as Body;
});
const newKey: Pick<Policy, 'change'> = {
  change: (job, _, luck) => ({ ...job, headers: { ...job.headers, ...keyed(luck) } }),
};
const keyed = (luck: Luck) => ({ 'idempotency-key': Math.floor(luck() * 1e12).toString(36) });

/** The model that the nth retry asks, from 1. */
const models2 = (model: (own: string, n: number) => string): Pick<Policy, 'change'> =>
  changed((body, { attempts }) => ({ ...body, model: model(body.model, attempts) }));

const tf = 'token-factory';
const peer = 'MiniMaxAI/MiniMax-M2.5';
const other = (model: string) => (model === peer ? models[tf] : peer);
const final = 'does-not-retry';

const kind = (
  name: string,
  breaks: string,
  fate: DishonestKind['fate'],
  policy: DishonestKind['policy'],
  more: Partial<DishonestKind> = {},
): DishonestKind => ({ ...{ name, breaks, platform: tf, fate, policy }, ...more });

const deeptoken = { platform: 'deeptoken' } as const;

export const dishonestKinds: readonly DishonestKind[] = [
  kind('sends a 401 again at once', final, stays(tf, 'invalid-api-key'), (luck) => hammers(luck, atOnce)),
  kind(
    'sends a 402 again at once',
    final,
    stays('deeptoken', 'org-wallet-empty'),
    (luck) => hammers(luck, atOnce),
    deeptoken,
  ),
  kind('sends a 403 again at once', final, stays(tf, 'forbidden'), (luck) => hammers(luck, atOnce)),
  kind('backs off after a 401', final, stays(tf, 'invalid-api-key'), (luck) => hammers(luck, backs)),
  kind('one blank more each time', final, stays(tf, 'invalid-api-key'), (luck) => hammers(luck, soon, blank)),
  kind('members in another order', final, stays(tf, 'invalid-api-key'), (luck) =>
    hammers(luck, soon, turned),
  ),
  kind('a nonce in the prompt', final, stays(tf, 'invalid-api-key'), (luck) => hammers(luck, soon, nonce)),
  kind(
    'a new Idempotency-Key after a 401',
    final,
    stays(tf, 'invalid-api-key'),
    (luck) => hammers(luck, soon, newKey),
    { headers: keyed },
  ),
  kind('blind after a 409', final, fails(tf, 1, 2, 'conflict'), () => until(6, backs)),
  kind(
    'a new Idempotency-Key each time',
    'keeps-idempotency-key',
    fails(tf, 1, 3),
    () => ({ ...six, ...newKey }),
    { headers: keyed },
  ),
  kind('a share of Retry-After', 'honours-retry-after', limits, () =>
    until(6, (luck, { met }) => (met.retryAfter ?? 1) * 1_000 * between(luck, 0.1, 0.8)),
  ),
  kind('its own waits for Retry-After', 'honours-retry-after', limits, () =>
    until(6, (luck, { attempts }) => grown(attempts - 1) * between(luck, 0.5, 1.5)),
  ),
  kind('no wait', 'backs-off', fails(tf, 1, 3), () => until(6, atOnce)),
  kind('always one wait', 'backs-off', fails(tf, 3, 5), (luck) => {
    const ms = between(luck, 500, 1_200);
    return until(6, () => ms);
  }),
  kind(
    'always 120 ms, no figures',
    'backs-off',
    fails('deeptoken', 4, 5),
    () => until(6, () => 120),
    deeptoken,
  ),
  kind('no jitter', 'jitters', fails(tf, 1, 2), () => until(6, (_, { own }) => grown(own))),
  kind('endless', 'gives-up', fails(tf, 10, 12), () => until(20, backs)),
  kind('never retries', 'retries', fails(tf, 1, 3), () => until(1, backs)),
  kind(
    'asks two models once each',
    'retries',
    (luck) => down(luck, 'one'),
    () => ({
      ...until(2, atOnce),
      ...models2(other),
    }),
  ),
  kind(
    'falls back to itself',
    'falls-back',
    (luck) => down(luck, 'one'),
    () => ({
      ...until(5, backs),
      ...models2((own, n) => (n < 3 ? own : own.toLowerCase())),
    }),
  ),
  kind(
    'falls back to no model',
    'falls-back',
    (luck) => down(luck, 'one'),
    () => ({
      ...until(5, backs),
      ...models2((own, n) => (n < 3 ? own : 'Omniva/none')),
    }),
  ),
  kind(
    'two models in turn',
    'backs-off',
    (luck) => down(luck, 'all'),
    () => ({
      ...until(8, (luck) => 50 * between(luck, 0.8, 1.2)),
      ...models2(other),
    }),
  ),
];

/** Four to six calls: as many as every expectation needs. */
export function beginDishonest({ platform, policy, headers }: DishonestKind, crowd: Crowd, world: World) {
  const { luck } = world;
  const count = whole(luck, 4, 6);
  const asked =
    crowd === 'equal prompts at once' ? equalJobs(platform, luck, count) : ownJobs(platform, luck, count);
  const jobs = asked.map((job) => ({ ...job, headers: headers?.(luck) ?? {} }));
  const workers = crowd === 'in turn' ? 1 : count;
  const stagger = crowd === 'in turn' || luck() < 0.5 ? {} : { stagger: staggered };
  launch(world, { jobs, policy: policy(luck), workers, then: 'goes-on', ...stagger });
}
