import type { Luck } from '../../../src/lib/luck.ts';
import { type Life, sleep } from './agenda.ts';
import { between, type Client, type World } from './client.ts';
import type { Asked, Met } from './gateway.ts';

/** What the application asks, from which each attempt may make another request. */
export interface Job {
  readonly body: Readonly<Record<string, unknown>> & { readonly model: string };
  readonly headers: Readonly<Record<string, string>>;
  readonly key: string;
}

/** What a call has met so far. */
export interface Seen {
  readonly met: Met;
  /** Number of its attempts so far. */
  readonly attempts: number;
  /** Number of waits that it chose itself since it asks this model. */
  readonly own: number;
}

/** How a client deals with what its calls meet. */
export interface Policy {
  /** Milliseconds until the next attempt; `null`: it gives up. */
  after(seen: Seen, luck: Luck): number | null;
  /** What the nth retry sends, from 1. */
  change?(job: Job, seen: Seen, luck: Luck): Job;
  /** Whether it looks at what has changed after a conflict. */
  readonly conflicts: 'looks' | 'blind';
}

const finals: readonly (Met['advice'] | null)[] = ['fix', 'top-up', 'never'];
export const isFinal = ({ advice }: Met) => finals.includes(advice);
export const isAnswer = ({ error, ending }: Met) => error === null && ending === 'complete';
export const grown = (own: number, firstMs = 1_000) => Math.min(30_000, firstMs * 2 ** own);

/** A timer fires up to 1 ms early and 4 ms late. */
export const timed = (luck: Luck, ms: number) => Math.max(0, ms + between(luck, -1, 4));

/** What an honest client waits: as long as it was told, else 1 s, doubling, each ±50 %. */
export function honestWait({ met, own }: Seen, luck: Luck, wait = grown(own) * between(luck, 0.5, 1.5)) {
  const { retryAfter } = met;
  if (retryAfter === null) return wait;
  return retryAfter > 60 ? null : retryAfter * 1_000;
}

/** At most so many attempts, none after what is final. */
export function honest(attempts: number): Policy {
  return {
    conflicts: 'looks',
    after: (seen, luck) => (isFinal(seen.met) || seen.attempts >= attempts ? null : honestWait(seen, luck)),
  };
}

const encoded = new WeakMap<Job['body'], Buffer>();

/** Requests of one call, and equal jobs, mostly have one body. */
function bytesOf(body: Job['body']): Buffer {
  const bytes = encoded.get(body) ?? Buffer.from(JSON.stringify(body));
  encoded.set(body, bytes);
  return bytes;
}

export function askedBy({ body, headers, key }: Job, call: number, attempt: number): Asked {
  const bytes = bytesOf(body);
  return {
    ...{ method: 'POST', path: '/v1/chat/completions', model: body.model, body: bytes, call, attempt },
    headers: {
      ...{ 'user-agent': 'app/1', authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...{ 'content-length': String(bytes.length), ...headers },
    },
  };
}

/** A request that reads. */
export function lookOf({ headers, key }: Pick<Job, 'headers' | 'key'>, call: number, attempt: number): Asked {
  const { 'user-agent': client = 'app/1' } = headers;
  return {
    ...{ method: 'GET', path: '/v1/models', model: null, body: null, call, attempt },
    headers: { 'user-agent': client, authorization: `Bearer ${key}` },
  };
}

export function newCall(world: World): number {
  world.calls += 1;
  return world.calls;
}

/** One call of the application, to its end. */
export function* liveCall(
  world: World,
  client: Client,
  first: Job,
  policy: Policy,
): Life<'answered' | 'gave-up'> {
  const { luck } = world;
  const call = newCall(world);
  let [job, own] = [first, 0];
  for (let attempts = 1; ; attempts += 1) {
    const met = yield* client.ask(askedBy(job, call, attempts));
    if (isAnswer(met)) return 'answered';
    const seen = { met, attempts, own };
    const ms = policy.after(seen, luck);
    if (ms === null) return 'gave-up';
    if (met.advice === 'refresh-then-retry' && policy.conflicts === 'looks')
      yield* client.ask(lookOf(job, 0, 1));
    const { model } = job.body;
    job = policy.change?.(job, seen, luck) ?? job;
    own = job.body.model === model ? own + (met.retryAfter === null ? 1 : 0) : 0;
    yield sleep(timed(luck, ms));
  }
}
