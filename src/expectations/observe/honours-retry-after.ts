import type { Platform } from '../../model/platform.ts';
import type { Met, Timeline } from '../../model/timeline.ts';
import { toleranceMs } from '../../timeline/allowed.ts';
import { lastOf } from '../../timeline/endings.ts';
import { assumedIf, type Lapse, lapseOf } from '../../timeline/violation.ts';
import { asksTheSame, gapOf, type Retry, retriesOf } from '../../timeline/retries.ts';
import { sayMet, sayMs } from '../../timeline/describe.ts';
import { hasUntoldWindow, nameMet, wasStopped } from '../../timeline/retryability.ts';

/** A retry after an answer that told how long to wait. */
export interface ToldWait extends Retry {
  readonly met: Extract<Met, { kind: 'error' }>;
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
export function toldWaitsOf(timeline: Timeline): ToldWait[] {
  return retriesOf(timeline).flatMap(({ call, before, attempt }) => {
    const { allowed } = attempt;
    const { met } = before;
    if (met.kind !== 'error' || met.wait === null || allowed === null) return [];
    const askedMs = met.wait.ms;
    if (askedMs <= 0) return [];
    const headAt = before.headAt ?? before.endedAt;
    const early = attempt.at < allowed.from - toleranceMs;
    const kept = early ? 'early' : attempt.at > allowed.to ? 'late' : 'kept';
    const proves = !early && allowed.from - headAt > ownBackoffMs(before.ordinal - 1);
    return [{ call, before, attempt, met, askedMs, tookMs: attempt.at - headAt, kept, proves }];
  });
}

/** Calls that were told a long wait and had not come back when their command was stopped for lack of time. */
export function heldOff({ calls, command }: Timeline): number {
  if (command?.stopped !== 'time') return 0;
  return calls.filter((call) => {
    const { met, ordinal } = lastOf(call);
    return met.kind === 'error' && met.wait !== null && met.wait.ms > ownBackoffMs(ordinal - 1);
  }).length;
}

/** Whether the platform's own words are about the wait: it names the header, or says to wait as told. */
function isPromised({ entry: name }: ToldWait['met'], { errors }: Platform): boolean {
  const { documented = {}, advice = 'retry' } = errors.find((entry) => entry.name === name) ?? {};
  const { retryAfterMs, advice: advised } = documented;
  return retryAfterMs !== undefined || (advised !== undefined && advice === 'retry-after');
}

/**
 * Retries that came earlier or later than told. Rate limits of Token Factory are those of a workspace, so
 * that a change of the model or the key does not shorten the wait; that it is so elsewhere is assumed.
 */
export function astray(
  waits: readonly ToldWait[],
  kept: 'early' | 'late',
  { inUse: { platform } }: Timeline,
): Lapse[] {
  const problem = kept === 'early' ? 'retried-too-early' : 'retried-late';
  return waits
    .filter((wait) => wait.kept === kept)
    .map((wait) => {
      const { attempt, askedMs, tookMs, met } = wait;
      const asked = `a ${sayMet({ ...met, wait: null })} that asked for ${sayMs(askedMs)}`;
      const says = `attempt ${attempt.ordinal} came ${sayMs(tookMs)} after ${asked}`;
      const lapse = assumedIf(!asksTheSame(wait), lapseOf(wait, problem, says));
      return isPromised(met, platform) ? lapse : { ...lapse, restsOn: 'standard' };
    });
}

/** Retries of what passes with a window that nothing tells. */
export function windowsOf(timeline: Timeline): Retry[] {
  const { platform } = timeline.inUse;
  return retriesOf(timeline).filter(
    (retry) => hasUntoldWindow(retry.before.met, platform) && asksTheSame(retry),
  );
}

/** Calls that were given up in such a window: what is not sent again is not sent too soon. */
export function givenUpInWindow(timeline: Timeline): number {
  if (wasStopped(timeline)) return 0;
  const { calls, inUse } = timeline;
  return calls.filter((call) => hasUntoldWindow(lastOf(call).met, inUse.platform)).length;
}

/** Those that met the same again: the window had not passed. */
export function tooSoon(windows: readonly Retry[]): Lapse[] {
  return windows
    .filter(({ before, attempt }) => nameMet(before.met) === nameMet(attempt.met))
    .map((retry) => {
      const { ordinal, met } = retry.attempt;
      const says = `attempt ${ordinal} met ${sayMet(met)} again, ${sayMs(gapOf(retry))} later`;
      return lapseOf(retry, 'retried-before-its-window', says);
    });
}

/** Why waits prove nothing although they were kept; `null`: one of them proves. */
export function provesNothing(waits: readonly ToldWait[]): string | null {
  if (waits.some(({ proves }) => proves)) return null;
  if (waits.length === 0) return 'no request was sent again after a Retry-After';
  const wait = waits.find(({ kept }) => kept !== 'early');
  if (wait === undefined) return 'no wait was kept, and whether it had to be is not documented';
  const own = sayMs(ownBackoffMs(wait.before.ordinal - 1));
  return `${sayMs(wait.askedMs)} is also what a client's own backoff gives; ask for more than ${own}`;
}
