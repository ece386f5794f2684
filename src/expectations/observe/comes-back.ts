import type { Attempt, Call, Timeline } from '../../model/timeline.ts';
import { knownAt } from '../../timeline/allowed.ts';
import { describeResult, formatWait } from '../../timeline/describe.ts';
import { attemptsOf, lastOf } from '../../timeline/endings.ts';
import { gapOf, retriesOf } from '../../timeline/retries.ts';
import { resultKey, retryabilityOf } from '../../timeline/retryability.ts';
import { absent, type Violation, wrong } from '../../timeline/violation.ts';

/**
 * What followed a transient failure. `back`: another attempt. `gave-up`: none, and the call was over. `away`:
 * the time limit stopped the command while it waited. `unknown`: nothing shows whether the call was over.
 */
export interface Absence {
  readonly call: Call;
  readonly before: Attempt;
  readonly then: 'back' | 'gave-up' | 'away' | 'unknown';
  /** Milliseconds until the next attempt, or until the command was stopped; otherwise 0. */
  readonly ms: number;
}

const isTransient = (attempt: Attempt) => retryabilityOf(attempt) === 'transient';

/** A request that arrived after the failure may show that the client had gone on to something else. */
function wentOn(timeline: Timeline, last: Attempt): boolean {
  return attemptsOf(timeline).some(({ attempt }) => attempt !== last && attempt.at > knownAt(last));
}

function lastAbsence(call: Call, timeline: Timeline): Absence[] {
  const before = lastOf(call);
  if (!isTransient(before)) return [];
  const { command } = timeline;
  const isOver = call.outcome?.outcome === 'error' || command?.stopped === null;
  if (isOver) return [{ call, before, then: 'gave-up', ms: 0 }];
  const endedAt = command?.stopped === 'time' ? command.endedAt : undefined;
  if (endedAt === undefined || wentOn(timeline, before)) return [{ call, before, then: 'unknown', ms: 0 }];
  return [{ call, before, then: 'away', ms: endedAt - knownAt(before) }];
}

/** What followed each transient failure, in the order of the calls. */
export function absencesOf(timeline: Timeline): Absence[] {
  const back = retriesOf(timeline)
    .filter(({ before }) => isTransient(before))
    .map((retry): Absence => ({ call: retry.call, before: retry.before, then: 'back', ms: gapOf(retry) }));
  return [...back, ...timeline.calls.flatMap((call) => lastAbsence(call, timeline))];
}

export function violationOfAbsence({ call, before, then, ms }: Absence, withinMs: number): Violation {
  const met = resultKey(before.result);
  const after = `after ${describeResult(before.result)}`;
  const bound = `${formatWait(withinMs)} are allowed`;
  const attempts = call.attempts.slice(before.ordinal - 1, before.ordinal + 1);
  if (then === 'back') {
    const says = `attempt ${before.ordinal + 1} came ${formatWait(ms)} ${after}; ${bound}`;
    return { ...wrong, problem: 'came-back-late', met, call, attempts, says };
  }
  const says = `${after} the call neither came again nor ended for ${formatWait(ms)}; ${bound}`;
  return { ...absent, problem: 'never-came-back', met, call, attempts, says };
}
