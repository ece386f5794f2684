import { formatCount } from '../../lib/units.ts';
import type { CatalogueEntry, Platform } from '../../model/platform.ts';
import type { Timeline } from '../../model/timeline.ts';
import { type ErrorResult, toleranceMs } from '../../timeline/allowed.ts';
import { describeResult, formatMs, formatWait } from '../../timeline/describe.ts';
import { lastOf } from '../../timeline/endings.ts';
import { asksTheSame, gapOf, type Retry, retriesOf } from '../../timeline/retries.ts';
import { excusesGivingUp, hasUnstatedWindow, resultKey, wasStopped } from '../../timeline/retryability.ts';
import { boundRetriesOf } from '../../timeline/stated-waits.ts';
import { type Violation, violationOf, withAssumedReach } from '../../timeline/violation.ts';

/** A retry after an answer that asked for a wait. */
export interface GivenWait extends Retry {
  readonly result: ErrorResult;
  /** The wait that was asked for, and the one from the head of that answer to the retry; milliseconds. */
  readonly askedMs: number;
  readonly tookMs: number;
  readonly kept: 'early' | 'kept' | 'late';
  /** Whether the wait is too long to be the client's own backoff. */
  readonly proves: boolean;
}

/**
 * The longest default wait before retry n (from 0) of common clients: 2 s · 2ⁿ in the AI SDK and, at most,
 * in LangChain; plus 5 % for a slow machine.
 */
export function ownBackoffMs(n: number): number {
  return 2_000 * 2 ** n * 1.05;
}

/**
 * Retries after an answer that asked for a wait. `Retry-After: 0` and dates in the past are left out: every
 * retry keeps those.
 */
export function givenWaitsOf({ calls }: Timeline): GivenWait[] {
  return calls.flatMap(boundRetriesOf).flatMap(({ call, before, attempt, allowed }) => {
    const { result } = before;
    if (result.kind !== 'error' || result.wait === null) return [];
    const headAt = before.headAt ?? before.endedAt;
    const early = attempt.at < allowed.from - toleranceMs;
    const kept = early ? 'early' : attempt.at > allowed.to ? 'late' : 'kept';
    const proves = !early && allowed.from - headAt > ownBackoffMs(before.ordinal - 1);
    const [askedMs, tookMs] = [result.wait.ms, attempt.at - headAt];
    return [{ call, before, attempt, result, askedMs, tookMs, kept, proves }];
  });
}

/**
 * The longest wait (ms) inside which the time limit stopped the command; `null`: none. What the client would
 * have done at its end was not seen.
 */
export function cutWaitMs({ calls, command }: Timeline): number | null {
  if (command?.stopped !== 'time') return null;
  const asked = calls.flatMap((call) => {
    const { result } = lastOf(call);
    return result.kind === 'error' && result.wait !== null && result.wait.ms > 0 ? [result.wait.ms] : [];
  });
  return asked.length === 0 ? null : asked.reduce((a, b) => Math.max(a, b));
}

/** The catalogue entry of what was met. */
function entryOf({ result: { entry } }: GivenWait, { errors }: Platform): CatalogueEntry | undefined {
  return errors.find(({ name }) => name === entry);
}

/**
 * Whether the platform documents the wait: it documents the header of this error, or advises to wait as the
 * answer says.
 */
function isDocumented(wait: GivenWait, platform: Platform): boolean {
  const { documented = {}, advice = 'retry' } = entryOf(wait, platform) ?? {};
  const { retryAfterMs, advice: advised } = documented;
  return retryAfterMs !== undefined || (advised !== undefined && advice === 'retry-after');
}

function usesTheSameKey({ before, attempt: { entry, changed } }: Retry): boolean {
  return before.entry.key === entry.key && !changed.includes('key');
}

/**
 * Whether it is assumed that the wait holds for this retry: another model or key may have a limit of its
 * own, except that a limit of the workspace holds for all of its models. No platform's documents and no RFC
 * name `retry-after-ms`.
 */
function isAssumed(wait: GivenWait, platform: Platform): boolean {
  if (wait.result.wait?.form === 'milliseconds') return true;
  const { scope, documented = {} } = entryOf(wait, platform) ?? {};
  const ofWorkspace = scope === 'workspace' && documented['scope'] !== undefined;
  return !(asksTheSame(wait) || (ofWorkspace && usesTheSameKey(wait)));
}

/** Retries that came earlier or later than the answer asked for. */
export function mistimed(
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
      const violation = withAssumedReach(isAssumed(wait, platform), violationOf(wait, problem, says));
      return isDocumented(wait, platform) ? violation : { ...violation, restsOn: 'standard' };
    });
}

/** Retries of errors that pass after a time which the answer does not state. */
export function windowsOf(timeline: Timeline): Retry[] {
  const { platform } = timeline.inUse;
  return retriesOf(timeline).filter(
    (retry) => hasUnstatedWindow(retry.before.result, platform) && asksTheSame(retry),
  );
}

/**
 * Number of calls that gave up on such an error, or on a wait of more than a minute. They asked too soon for
 * nothing: a request that is not sent again is not sent early.
 */
export function countGivenUp(timeline: Timeline): number {
  if (wasStopped(timeline)) return 0;
  const { calls, inUse } = timeline;
  return calls.filter((call) => excusesGivingUp(lastOf(call).result, inUse.platform)).length;
}

/** No header says when the window has passed, so that none can be slept by. */
export const leaveItAlone =
  'no header says when the window has passed: give up, if (answer.error?.code === "budget_limit_exceeded") ' +
  'throw new Error(answer.error.code), and come again when you know that it has: in hours, a day or a week';

/** Retries that met the same error again: the window had not passed. */
export function tooSoon(windows: readonly Retry[]): Violation[] {
  return windows
    .filter(({ before, attempt }) => resultKey(before.result) === resultKey(attempt.result))
    .map((retry) => {
      const { ordinal, result } = retry.attempt;
      const says = `attempt ${ordinal} met ${describeResult(result)} again, ${formatMs(gapOf(retry))} later`;
      return { ...violationOf(retry, 'retried-before-its-window', says), fix: leaveItAlone };
    });
}

/** What was seen: `2 waits kept; 1 call gave up instead of waiting`. */
export function describeKept(kept: number, givenUp: number): string {
  const waited = `${formatCount(kept, 'wait')} kept`;
  if (givenUp === 0) return waited;
  const gaveUp = `${formatCount(givenUp, 'call')} gave up instead of waiting`;
  return kept === 0 ? gaveUp : `${waited}; ${gaveUp}`;
}

/** Why the waits are no proof although they were kept; `null`: at least one of them is. */
export function whyUnproven(waits: readonly GivenWait[], cutMs: number | null): string | null {
  if (waits.some(({ proves }) => proves)) return null;
  if (cutMs !== null) return `the time limit stopped the command inside a wait of ${formatWait(cutMs)}`;
  if (waits.length === 0) return 'no request was sent again after a Retry-After';
  const wait = waits.find(({ kept }) => kept !== 'early');
  if (wait === undefined) return 'no wait was kept, but no document asks for it';
  const own = formatMs(ownBackoffMs(wait.before.ordinal - 1));
  return `${formatMs(wait.askedMs)} is also what a client's own backoff gives; ask for more than ${own}`;
}
