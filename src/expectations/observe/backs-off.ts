import { formatCount } from '../../lib/units.ts';
import type { Backoff } from '../../model/platform.ts';
import { backoffBand, toleranceMs, usualBackoff } from '../../timeline/allowed.ts';
import { describeResult, formatMs } from '../../timeline/describe.ts';
import { byCall, isInTurn, type OwnWait } from '../../timeline/own-waits.ts';
import { resultKey } from '../../timeline/retryability.ts';
import { maxShown, type Violation, withAssumedReach, wrong } from '../../timeline/violation.ts';
import { alikeTogether, alikeWaits, areAlike } from './alike-waits.ts';
import { oddsLimit, oddsOfShortWaits } from './odds.ts';

/** Backoff parameters that a scenario may set instead of the platform; times in milliseconds. */
export interface Figures {
  readonly first?: number;
  readonly factor?: number;
  readonly jitter?: number;
  readonly cap?: number;
}

/** `null`: neither the platform nor the scenario gives parameters. */
export function figuresOf(given: Backoff | null, asked: Figures): Backoff | null {
  if (given === null && Object.keys(asked).length === 0) return null;
  const base = given ?? { ...usualBackoff, documented: {} };
  return {
    ...base,
    firstMs: asked.first ?? base.firstMs,
    factor: asked.factor ?? base.factor,
    jitter: asked.jitter ?? base.jitter,
    capMs: asked.cap ?? base.capMs,
  };
}

/** Long waits harm the client alone, so they are only advice. */
const severityOf = {
  'waited-too-little': 'error',
  'waits-do-not-grow': 'warning',
  'waited-long': 'advice',
} as const;
type Problem = keyof typeof severityOf;

/** Whether the documents ask for another model after the error, and give no figures of a backoff for it. */
function namesNoFigures({ before: { result } }: OwnWait): boolean {
  return result.kind === 'error' && result.advised.advice === 'retry-then-fall-back';
}

/**
 * Only advice for waits that no document asks for. After an error without figures they are measured by the
 * scenario's own `expect`.
 */
function shownBy(waits: readonly OwnWait[], problem: Problem, says: string): Violation {
  const [first] = waits as readonly [OwnWait];
  const call = waits.every((wait) => wait.call === first.call) ? first.call : null;
  const attempts = [first.before, ...waits.map(({ attempt }) => attempt)].slice(0, maxShown);
  const restsOn = waits.some(namesNoFigures) ? ({ restsOn: 'scenario' } as const) : {};
  const violation = {
    ...{ ...wrong, ...restsOn },
    severity: severityOf[problem],
    problem,
    met: resultKey(first.before.result),
    call,
    attempts,
    says,
  };
  return withAssumedReach(
    waits.some(({ basis }) => basis === 'assumed'),
    violation,
  );
}

/** Tolerance (ms) above the band before a wait counts as long; a slow machine adds less than this. */
const longByMs = 250;

function describeBand(wait: OwnWait, backoff: Backoff): string {
  const { n, ms, before, attempt } = wait;
  const { fromMs, toMs } = backoffBand(backoff, n);
  const came = isInTurn(wait) ? 'came' : `came back to ${attempt.entry.model ?? 'the model'}`;
  const after = `${formatMs(ms)} after ${describeResult(before.result)}`;
  const which = isInTurn(wait) ? 'wait' : 'return';
  const lasts = `${which} ${n + 1} is to last from ${formatMs(fromMs)} to ${formatMs(toMs)}`;
  // For such an error the documents give no figures.
  const band = namesNoFigures(wait) ? `as after other errors, ${lasts}` : lasts;
  return `attempt ${attempt.ordinal} ${came} ${after}; ${band}`;
}

/**
 * Checks each wait, then the sum of a call's waits: the waits of an SDK that halves the platform's times
 * scatter around the lower edge of the band, so that one of them may pass but their sum does not.
 */
function violationsOfCall(waits: readonly OwnWait[], backoff: Backoff): Violation[] {
  const shown = waits.flatMap((wait) => {
    const { fromMs, toMs } = backoffBand(backoff, wait.n);
    const says = describeBand(wait, backoff);
    if (wait.ms < fromMs - toleranceMs) return [shownBy([wait], 'waited-too-little', says)];
    // A return to a model comes after what was asked of others.
    return isInTurn(wait) && wait.ms > toMs + longByMs ? [shownBy([wait], 'waited-long', says)] : [];
  });
  const sumMs = waits.reduce((sum, { ms }) => sum + ms, 0);
  const leastMs = waits.reduce((sum, { n }) => sum + backoffBand(backoff, n).fromMs, 0);
  const oneIsShort = shown.some(({ problem }) => problem === 'waited-too-little');
  if (oneIsShort || sumMs >= leastMs - toleranceMs) return shown;
  const least = `at least ${formatMs(leastMs)} is asked for`;
  const says = `the ${waits.length} waits of a call came to ${formatMs(sumMs)} together; ${least}`;
  return [...shown, shownBy(waits, 'waited-too-little', says)];
}

/** Problems of the waits, measured against the platform's backoff parameters. */
export function violationsWithFigures(waits: readonly OwnWait[], backoff: Backoff): Violation[] {
  return byCall(waits).flatMap((call) => violationsOfCall(call, backoff));
}

/**
 * Without parameters, the smallest waits that count as backoff are full jitter over 100 ms, doubled each
 * time, up to 1 s. The common alternative, comparing two waits of one call with each other, has a
 * false-positive rate of more than a quarter for correct full jitter.
 */
const minWindow = { firstMs: 100, factor: 2, capMs: 1_000 };

function shareOf({ ms, n }: OwnWait): number {
  const { firstMs, factor, capMs } = minWindow;
  return Math.max(ms, 1) / Math.min(capMs, firstMs * factor ** n);
}

/** Problems of waits for which no backoff parameters are given. */
export function violationsWithoutFigures(waits: readonly OwnWait[]): Violation[] {
  if (oddsOfShortWaits(waits.map(shareOf)) < oddsLimit) {
    const longest = waits.map(({ ms }) => ms).reduce((a, b) => Math.max(a, b));
    const says = `none of ${formatCount(waits.length, 'wait')} was longer than ${formatMs(longest)}`;
    return [shownBy(waits, 'waited-too-little', says)];
  }
  const calls = byCall(waits).filter(({ length }) => length >= alikeWaits.count);
  const [first] = calls;
  const together = alikeTogether(waits);
  if (together.length > 0) {
    const ends = [together[0], together.at(-1)].map((wait) => formatMs(wait?.ms ?? 0)).join(' to ');
    const says = `${together.length} waits lasted ${ends}, whether first or later ones of their calls`;
    return [shownBy(together, 'waits-do-not-grow', says)];
  }
  if (first === undefined || !calls.every(areAlike)) return [];
  const listed = first.map(({ ms }) => formatMs(ms)).join(', ');
  return [shownBy(first, 'waits-do-not-grow', `the waits of a call were ${listed}`)];
}

/** Whether waits without given parameters are long enough, and numerous enough, to pass. */
export function showsBackoff(waits: readonly OwnWait[]): boolean {
  return waits.some((wait) => shareOf(wait) >= 1) && byCall(waits).some(({ length }) => length > 1);
}
