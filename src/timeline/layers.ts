import { formatCount } from '../lib/units.ts';
import type { Attempt, Call, layerCounts } from '../model/timeline.ts';
import { isSamePlace } from './place.ts';

/** The layers of retries of a call: an SDK, the framework around it, a job around that. */
export interface Layers {
  /** How often each layer asks, the innermost first: 3, 2, 2 are 12 requests. Empty: nothing was retried. */
  readonly times: readonly number[];
  readonly count: (typeof layerCounts)[number];
  /** What shows that there is more than one. */
  readonly shownBy: readonly LayerSign[];
}

/** What begins anew with each round of a layer; pauses: its waits are much longer than those inside. */
export type LayerSign = 'retry-count' | 'idempotency-key' | 'trace' | 'pauses';

type Attempts = readonly Attempt[];

/** Requests that one layer made, with the pause (ms) before the first of them. */
interface Round {
  readonly pauseMs: number;
  readonly attempts: Attempts;
}

const roundOf = (attempts: Attempts): Round => ({ pauseMs: attempts[0]?.gapMs ?? 0, attempts });

/** Whether the later attempt asks anything else: a loop over models or keys is no layer of retries. */
function asksElse(before: Attempt, { entry, changed }: Attempt): boolean {
  return changed.length > 0 || !isSamePlace(before.entry, entry) || before.entry.key !== entry.key;
}

/** Cuts between neighbours where `cuts` says so. */
function cutWhere(attempts: Attempts, cuts: (before: Attempt, attempt: Attempt) => boolean): Attempt[][] {
  const parts: Attempt[][] = [];
  attempts.forEach((attempt, index) => {
    const before = attempts[index - 1];
    const latest = parts.at(-1);
    if (before === undefined || latest === undefined || cuts(before, attempt)) parts.push([attempt]);
    else latest.push(attempt);
  });
  return parts;
}

/** What an attempt has in common with the others of its round; `null`: it does not tell. */
const marks = {
  'idempotency-key': ({ entry }: Attempt) => entry.idempotencyKey,
  trace: ({ entry }: Attempt) => entry.trace?.trace ?? null,
} as const;

/** Rounds by what tells them apart for sure: a count that begins anew, or another id. */
function roundsByIds(attempts: Attempts): { rounds: Attempt[][]; sign: LayerSign | null } {
  const counts = attempts.map(({ entry }) => entry.retryCount);
  if (counts.every((count) => count !== null) && counts.some((count) => count > 0)) {
    const rounds = cutWhere(attempts, (_, { entry }) => entry.retryCount === 0);
    return { rounds, sign: 'retry-count' };
  }
  for (const sign of ['idempotency-key', 'trace'] as const) {
    const marked = attempts.map(marks[sign]);
    if (marked.some((mark) => mark === null)) continue;
    const rounds = cutWhere(attempts, (before, attempt) => marks[sign](before) !== marks[sign](attempt));
    if (rounds.length > 1 && rounds.length < attempts.length) return { rounds, sign };
  }
  return { rounds: attempts.map((attempt) => [attempt]), sign: null };
}

/** A pause is one between rounds if it is so many times as long as any other, and longer by so much (ms). */
const longerTimes = 4;
const longerMs = 100;

/**
 * The pauses that stand out, if they cut the rounds into equal parts. The last part may be shorter, since
 * the call may have succeeded.
 *
 *     ●● ●●      ●● ●●      two rounds, pause, two rounds
 */
function partsByPauses(rounds: readonly Round[]): Round[][] | null {
  const between = rounds.slice(1).map(({ pauseMs }) => pauseMs);
  const sorted = between.toSorted((a, b) => a - b);
  const from = sorted.findIndex((ms, index) => {
    const shorter = sorted[index - 1];
    return shorter !== undefined && ms >= shorter * longerTimes && ms - shorter >= longerMs;
  });
  if (from < 0) return null;
  const least = sorted[from] as number;
  const parts: Round[][] = [];
  rounds.forEach((round, index) => {
    const latest = parts.at(-1);
    if (latest === undefined || (index > 0 && round.pauseMs >= least)) parts.push([round]);
    else latest.push(round);
  });
  const [size = 0] = parts.map(({ length }) => length);
  const whole = parts.findIndex(({ length }) => length !== size);
  const wholes = whole < 0 ? parts.length : whole;
  const isEven = wholes >= parts.length - 1 && parts.every(({ length }) => length <= size);
  return size > 1 && wholes > 1 && isEven ? parts : null;
}

/** Two layers of 2 cannot be told from one of 4. */
const mayBeProduct = (count: number) =>
  count > 3 && [2, 3, 5, 7].some((by) => by < count && count % by === 0);

interface Around {
  readonly times: readonly number[];
  readonly count: Layers['count'];
}

/** The layers around rounds, by the pauses between them. */
function layersAround(rounds: readonly Round[]): Around {
  if (rounds.length <= 1) return { times: [], count: 'exactly' };
  const parts = partsByPauses(rounds);
  if (parts === null)
    return { times: [rounds.length], count: mayBeProduct(rounds.length) ? 'at-least' : 'exactly' };
  const around = layersAround(parts.map((part) => roundOf(part.flatMap(({ attempts }) => attempts))));
  return { times: [parts[0]?.length ?? 1, ...around.times], count: around.count };
}

/** Fewer requests, or fewer rounds of them, may be one loop whose waits look so by chance. */
const leastByPauses = { requests: 6, rounds: 3 } as const;

/** Without a count or an id: the waits of one loop grow, those of a loop within another begin anew. */
function layersByPauses(attempts: Attempts): Layers {
  const { times } = layersAround(attempts.map((attempt) => roundOf([attempt])));
  const [inner = 1, ...outer] = times;
  const rounds = outer.reduce((product, each) => product * each, 1);
  const shows = inner > 1 && rounds >= leastByPauses.rounds && attempts.length >= leastByPauses.requests;
  return shows
    ? { times, count: 'at-least', shownBy: ['pauses'] }
    : { times: [attempts.length], count: 'at-least', shownBy: [] };
}

function layersOfPart(attempts: Attempts): Layers {
  if (attempts.length <= 1) return { times: [], count: 'exactly', shownBy: [] };
  const { rounds, sign } = roundsByIds(attempts);
  if (sign === null) return layersByPauses(attempts);
  const around = layersAround(rounds.map(roundOf));
  const inner = rounds.reduce((most, { length }) => Math.max(most, length), 0);
  const times = [...(inner > 1 ? [inner] : []), ...around.times];
  const byPauses: LayerSign[] = around.times.length > 1 ? ['pauses'] : [];
  return { times, count: around.count, shownBy: times.length > 1 ? [sign, ...byPauses] : [] };
}

/** The layers that the call's requests show: of each stretch that asks the same, those of the deepest. */
export function layersOf({ attempts }: Pick<Call, 'attempts'>): Layers {
  return deepestOf(cutWhere(attempts, asksElse).map(layersOfPart));
}

/** Those with the most layers, of some calls. */
export function deepestOf(all: readonly Layers[]): Layers {
  const most = (one: Layers, other: Layers) => (other.times.length > one.times.length ? other : one);
  return all.reduce(most, { times: [], count: 'exactly', shownBy: [] });
}

/** `12 requests for 1 call, through 3 layers (3 × 2 × 2)`. */
export function describeLayers(requests: number, calls: number, { times, count }: Layers): string {
  const asked = `${formatCount(requests, 'request')} for ${formatCount(calls, 'call')}`;
  if (times.length <= 1) return asked;
  const least = count === 'at-least' ? 'at least ' : '';
  return `${asked}, through ${least}${times.length} layers (${times.join(' × ')})`;
}
