import type { Attempt, Call, Timeline } from '../../model/timeline.ts';
import { describeResult } from '../../timeline/describe.ts';
import { lastOf } from '../../timeline/endings.ts';
import { resultKey, wasStopped } from '../../timeline/retryability.ts';
import { absent, maxShown, type Violation, withAssumption, wrong } from '../../timeline/violation.ts';

/** A call whose model was unavailable, and what the client did. */
export interface Failover {
  readonly call: Call;
  /** The first attempt that met the unavailable model. */
  readonly first: Attempt;
  /** Number of attempts that met the unavailable model. */
  readonly tries: number;
  /**
   * `moved`: another model was asked. `cleared`: the model became available again. `open`: the call ended
   * unavailable. `stopped`: the command was stopped before that was decided.
   */
  readonly then: 'moved' | 'cleared' | 'open' | 'stopped';
}

function isUnavailable({ result }: Attempt): boolean {
  return result.kind === 'error' && result.advised.advice === 'retry-then-fall-back';
}

function failoverOf(call: Call, stopped: boolean): Failover[] {
  const first = call.attempts.find(isUnavailable);
  if (first === undefined) return [];
  const { model } = first.entry;
  const after = call.attempts.slice(first.ordinal - 1);
  const tries = after.filter((each) => isUnavailable(each) && each.entry.model === model).length;
  if (after.some(({ entry }) => entry.model !== model)) return [{ call, first, tries, then: 'moved' }];
  if (!isUnavailable(lastOf(call))) return [{ call, first, tries, then: 'cleared' }];
  return [{ call, first, tries, then: stopped ? 'stopped' : 'open' }];
}

export function failoversOf(timeline: Timeline): Failover[] {
  const stopped = wasStopped(timeline);
  return timeline.calls.flatMap((call) => failoverOf(call, stopped));
}

/** Why no call had to move to another model. */
export function whyNone(failovers: readonly Failover[]): string {
  if (failovers.length === 0) return 'no error was met after which the platform advises another model';
  const stopped = failovers.some(({ then }) => then === 'stopped');
  return stopped
    ? 'the command was stopped before it asked another model'
    : 'no model stayed unavailable: each was there again';
}

export function violationOfFailover({ call, first, tries, then }: Failover): Violation {
  const times = tries === 1 ? 'once' : `${tries} times`;
  const model = first.entry.model ?? 'the model';
  const tried = `${model} was tried ${times} and met ${describeResult(first.result)}`;
  const [problem, rest] =
    then === 'moved'
      ? ['fell-back-at-once', 'then another model was: most such errors clear within seconds']
      : ['never-fell-back', 'no other model was'];
  const attempts = call.attempts.slice(-maxShown);
  const assumed = first.result.kind === 'error' && first.result.advised.source === null;
  return withAssumption(assumed, {
    ...(then === 'moved' ? { ...wrong, severity: 'advice' } : absent),
    problem,
    met: resultKey(first.result),
    call,
    attempts,
    says: `${tried}; ${rest}`,
  });
}
