import type { Platform } from '../../model/platform.ts';
import type { AttemptResult, Timeline } from '../../model/timeline.ts';
import { toleranceMs } from '../../timeline/allowed.ts';
import { describeResult, formatMs } from '../../timeline/describe.ts';
import { lastOf } from '../../timeline/endings.ts';
import { asksTheSame, gapOf, type Retry, retriesOf } from '../../timeline/retries.ts';
import { hasUnstatedWindow, resultKey, wasStopped } from '../../timeline/retryability.ts';
import { type Violation, violationOf, withAssumption } from '../../timeline/violation.ts';

/** A retry after an answer that told how long to wait. */
export interface GivenWait extends Retry {
  readonly result: Extract<AttemptResult, { kind: 'error' }>;
  /** What was asked for, and how long after the head of that answer the retry came; milliseconds. */
  readonly askedMs: number;
  readonly tookMs: number;
  readonly kept: 'early' | 'kept' | 'late';
  /** Whether the client's own backoff cannot have been as long. */
  readonly proves: boolean;
}

/**
 * The longest that a common client waits before its nth retry (from 0) without being told: 2 s · 2ⁿ of the
 * AI SDK and, at most, of LangChain; with 5 % for a slow machine.
 */
export function ownBackoffMs(n: number): number {
  return 2_000 * 2 ** n * 1.05;
}

/** Retries after a wait was told. None at all, `Retry-After: 0` or a date in the past, can only be kept. */
export function givenWaitsOf(timeline: Timeline): GivenWait[] {
  return retriesOf(timeline).flatMap(({ call, before, attempt }) => {
    const { allowed } = attempt;
    const { result } = before;
    if (result.kind !== 'error' || result.wait === null || allowed === null) return [];
    const askedMs = result.wait.ms;
    if (askedMs <= 0) return [];
    const headAt = before.headAt ?? before.endedAt;
    const early = attempt.at < allowed.from - toleranceMs;
    const kept = early ? 'early' : attempt.at > allowed.to ? 'late' : 'kept';
    const proves = !early && allowed.from - headAt > ownBackoffMs(before.ordinal - 1);
    return [{ call, before, attempt, result, askedMs, tookMs: attempt.at - headAt, kept, proves }];
  });
}

/** Calls that were told a long wait and had not come back when their command was stopped for lack of time. */
export function heldOff({ calls, command }: Timeline): number {
  if (command?.stopped !== 'time') return 0;
  return calls.filter((call) => {
    const { result, ordinal } = lastOf(call);
    return result.kind === 'error' && result.wait !== null && result.wait.ms > ownBackoffMs(ordinal - 1);
  }).length;
}

/** Whether the platform's own words are about the wait: it names the header, or says to wait as told. */
function isPromised({ entry: name }: GivenWait['result'], { errors }: Platform): boolean {
  const { documented = {}, advice = 'retry' } = errors.find((entry) => entry.name === name) ?? {};
  const { retryAfterMs, advice: advised } = documented;
  return retryAfterMs !== undefined || (advised !== undefined && advice === 'retry-after');
}

/**
 * Retries that came earlier or later than told. Rate limits of Token Factory are those of a workspace, so
 * that a change of the model or the key does not shorten the wait; that it is so elsewhere is assumed.
 */
export function astray(
  waits: readonly GivenWait[],
  kept: 'early' | 'late',
  { inUse: { platform } }: Timeline,
): Violation[] {
  const problem = kept === 'early' ? 'retried-too-early' : 'retried-late';
  return waits
    .filter((wait) => wait.kept === kept)
    .map((wait) => {
      const { attempt, askedMs, tookMs, result } = wait;
      const asked = `a ${describeResult({ ...result, wait: null })} that asked for ${formatMs(askedMs)}`;
      const says = `attempt ${attempt.ordinal} came ${formatMs(tookMs)} after ${asked}`;
      const violation = withAssumption(!asksTheSame(wait), violationOf(wait, problem, says));
      return isPromised(result, platform) ? violation : { ...violation, restsOn: 'standard' };
    });
}

/** Retries of what passes with a window that nothing tells. */
export function windowsOf(timeline: Timeline): Retry[] {
  const { platform } = timeline.inUse;
  return retriesOf(timeline).filter(
    (retry) => hasUnstatedWindow(retry.before.result, platform) && asksTheSame(retry),
  );
}

/** Calls that were given up in such a window: what is not sent again is not sent too soon. */
export function givenUpInWindow(timeline: Timeline): number {
  if (wasStopped(timeline)) return 0;
  const { calls, inUse } = timeline;
  return calls.filter((call) => hasUnstatedWindow(lastOf(call).result, inUse.platform)).length;
}

/** Those that met the same again: the window had not passed. */
export function tooSoon(windows: readonly Retry[]): Violation[] {
  return windows
    .filter(({ before, attempt }) => resultKey(before.result) === resultKey(attempt.result))
    .map((retry) => {
      const { ordinal, result } = retry.attempt;
      const says = `attempt ${ordinal} met ${describeResult(result)} again, ${formatMs(gapOf(retry))} later`;
      return violationOf(retry, 'retried-before-its-window', says);
    });
}

/** Why waits prove nothing although they were kept; `null`: one of them proves. */
export function provesNothing(waits: readonly GivenWait[]): string | null {
  if (waits.some(({ proves }) => proves)) return null;
  if (waits.length === 0) return 'no request was sent again after a Retry-After';
  const wait = waits.find(({ kept }) => kept !== 'early');
  if (wait === undefined) return 'no wait was kept, and whether it had to be is not documented';
  const own = formatMs(ownBackoffMs(wait.before.ordinal - 1));
  return `${formatMs(wait.askedMs)} is also what a client's own backoff gives; ask for more than ${own}`;
}
