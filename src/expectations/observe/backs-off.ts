import type { Backoff } from '../../model/platform.ts';
import { backoffBand, toleranceMs } from '../../timeline/allowed.ts';
import { describeResult, formatMs } from '../../timeline/describe.ts';
import { byCall, type OwnWait } from '../../timeline/own-waits.ts';
import { formatCount, resultKey } from '../../timeline/retryability.ts';
import { maxShown, type Violation, withAssumption } from '../../timeline/violation.ts';
import { oddsLimit, oddsOfShortWaits } from './odds.ts';

/** What a scenario may say in the place of the platform; times in milliseconds. */
export interface Figures {
  readonly first?: number;
  readonly factor?: number;
  readonly jitter?: number;
  readonly cap?: number;
}

/** What a scenario leaves out and no platform says. */
const usual = { firstMs: 1_000, factor: 2, jitter: 0.5, capMs: 30_000, documented: {} } as const;

/** `null`: neither the platform nor the scenario gives figures. */
export function figuresOf(given: Backoff | null, asked: Figures): Backoff | null {
  if (given === null && Object.keys(asked).length === 0) return null;
  const base = given ?? usual;
  return {
    ...base,
    firstMs: asked.first ?? base.firstMs,
    factor: asked.factor ?? base.factor,
    jitter: asked.jitter ?? base.jitter,
    capMs: asked.cap ?? base.capMs,
  };
}

type Problem = 'waited-too-little' | 'waited-long' | 'waits-do-not-grow';

/** Of connections that break, and of silence, no gateway says how long to wait. */
function shownBy(waits: readonly OwnWait[], problem: Problem, says: string): Violation {
  const [first] = waits as readonly [OwnWait];
  const call = waits.every((wait) => wait.call === first.call) ? first.call : null;
  const attempts = [first.before, ...waits.map(({ attempt }) => attempt)].slice(0, maxShown);
  const violation = { problem, met: resultKey(first.before.result), call, attempts, says };
  return withAssumption(
    waits.some(({ afterBreak }) => afterBreak),
    violation,
  );
}

/** A wait this much longer than the band is long; a slow machine adds less. Milliseconds. */
const longByMs = 250;

function describeBand({ n, ms, before, attempt }: OwnWait, backoff: Backoff): string {
  const { fromMs, toMs } = backoffBand(backoff, n);
  const band = `wait ${n + 1} is to last from ${formatMs(fromMs)} to ${formatMs(toMs)}`;
  return `attempt ${attempt.ordinal} came ${formatMs(ms)} after ${describeResult(before.result)}; ${band}`;
}

/**
 * Each wait for itself, then those of a call together: an SDK that halves the platform's waits is at their
 * lower edge, now and then a little above, and not with all of them.
 */
function oneByOne(waits: readonly OwnWait[], backoff: Backoff): Violation[] {
  const shown = waits.flatMap((wait) => {
    const { fromMs, toMs } = backoffBand(backoff, wait.n);
    const says = describeBand(wait, backoff);
    if (wait.ms < fromMs - toleranceMs) return [shownBy([wait], 'waited-too-little', says)];
    return wait.ms > toMs + longByMs ? [shownBy([wait], 'waited-long', says)] : [];
  });
  const sumMs = waits.reduce((sum, { ms }) => sum + ms, 0);
  const leastMs = waits.reduce((sum, { n }) => sum + backoffBand(backoff, n).fromMs, 0);
  const oneIsShort = shown.some(({ problem }) => problem === 'waited-too-little');
  if (oneIsShort || sumMs >= leastMs - toleranceMs) return shown;
  const least = `at least ${formatMs(leastMs)} is asked for`;
  const says = `the ${waits.length} waits of a call came to ${formatMs(sumMs)} together; ${least}`;
  return [...shown, shownBy(waits, 'waited-too-little', says)];
}

/** What a platform's figures make of the waits. */
export function againstFigures(waits: readonly OwnWait[], backoff: Backoff): Violation[] {
  return byCall(waits).flatMap((call) => oneByOne(call, backoff));
}

/**
 * Where no figures are given, the least that passes for backoff is full jitter over 100 ms, twice as long
 * each time, up to 1 s. Comparing two gaps of a call with each other instead, as is often done, accuses
 * honest full jitter in more than a quarter of all runs.
 */
const minWindow = { firstMs: 100, factor: 2, capMs: 1_000 };

function shareOf({ ms, n }: OwnWait): number {
  const { firstMs, factor, capMs } = minWindow;
  return Math.max(ms, 1) / Math.min(capMs, firstMs * factor ** n);
}

/** So many waits of one call, from its first on, that differ by no more than this factor do not grow. */
const alikeWaits = { count: 4, factor: 1.1 };

/** Of honest clients, decorrelated jitter does this the most often: 2.3 times in 10,000 calls. */
function areAlike(waits: readonly OwnWait[]): boolean {
  const { count, factor } = alikeWaits;
  const first = waits.slice(0, count).map(({ ms }) => ms);
  return first.length === count && Math.max(...first) <= factor * Math.min(...first);
}

/** What can be said of waits for which no figures are given. */
export function withoutFigures(waits: readonly OwnWait[]): Violation[] {
  if (oddsOfShortWaits(waits.map(shareOf)) < oddsLimit) {
    const longest = waits.map(({ ms }) => ms).reduce((a, b) => Math.max(a, b));
    const says = `none of ${formatCount(waits.length, 'wait')} was longer than ${formatMs(longest)}`;
    return [shownBy(waits, 'waited-too-little', says)];
  }
  const calls = byCall(waits).filter(({ length }) => length >= alikeWaits.count);
  const [first] = calls;
  if (first === undefined || !calls.every(areAlike)) return [];
  const listed = first.map(({ ms }) => formatMs(ms)).join(', ');
  return [shownBy(first, 'waits-do-not-grow', `the waits of a call were ${listed}`)];
}

/** Whether waits for which no figures are given are long enough, and enough, to pass. */
export function showsBackoff(waits: readonly OwnWait[]): boolean {
  return waits.some((wait) => shareOf(wait) >= 1) && byCall(waits).some(({ length }) => length > 1);
}
