import { formatCount } from '../../lib/units.ts';
import type { Platform } from '../../model/platform.ts';
import type { Attempt, Call, Timeline } from '../../model/timeline.ts';
import { describeResult } from '../../timeline/describe.ts';
import { lastOf } from '../../timeline/endings.ts';
import { lostToItsCopy } from '../../timeline/hedges.ts';
import { pollsOf } from '../../timeline/polling.ts';
import { isSameModelThere } from '../../timeline/retries.ts';
import { resultKey, retryabilityOf, wasStopped } from '../../timeline/retryability.ts';
import { absent, maxShown, type Violation, withAssumedAdvice, wrong } from '../../timeline/violation.ts';

/** A call whose model was unavailable, and what the client did. */
export interface Failover {
  readonly call: Call;
  /** The first attempt that met the unavailable model. */
  readonly first: Attempt;
  /** Number of attempts that met the unavailable model. */
  readonly tries: number;
  /**
   * `moved`: a peer of the model was asked. `misplaced`: only models were asked that are no peers. `cleared`:
   * the model became available again. `open`: the call ended unavailable. `stopped`: the command was stopped
   * before that was decided.
   */
  readonly then: 'moved' | 'misplaced' | 'cleared' | 'open' | 'stopped';
  /** The last attempt at a model that is no peer. */
  readonly elsewhere: Attempt | null;
}

function isUnavailable({ result }: Attempt): boolean {
  return result.kind === 'error' && result.advised.advice === 'retry-then-fall-back';
}

/** Whether the request can be answered there: a model of another kind cannot, nor one that is refused. */
function isPeer(attempt: Attempt, first: Attempt, { models }: Platform): boolean {
  const kindOf = ({ entry }: Attempt) => models.find(({ id }) => id === entry.model)?.kind ?? null;
  const [kind, own] = [kindOf(attempt), kindOf(first)];
  return retryabilityOf(attempt) !== 'permanent' && (kind === null || own === null || kind === own);
}

function failoverOf(call: Call, timeline: Timeline): Failover[] {
  const first = call.attempts.find(isUnavailable);
  if (first === undefined) return [];
  const after = call.attempts.slice(first.ordinal - 1);
  const isSame = ({ entry }: Attempt) => isSameModelThere(entry, first.entry);
  const tries = after.filter((each) => isUnavailable(each) && isSame(each)).length;
  const others = after.filter((each) => !isSame(each));
  const elsewhere = others.at(-1) ?? null;
  const failover = { call, first, tries, elsewhere };
  if (others.some((each) => isPeer(each, first, timeline.inUse.platform)))
    return [{ ...failover, then: 'moved' }];
  const last = lastOf(call);
  if (lostToItsCopy(last, timeline)) return [];
  if (isSame(last) && !isUnavailable(last)) return [{ ...failover, then: 'cleared' }];
  if (elsewhere !== null) return [{ ...failover, then: 'misplaced' }];
  return [{ ...failover, then: wasStopped(timeline) ? 'stopped' : 'open' }];
}

/** The next poll of a readiness check asks what it asked before: it needs no other model. */
export function failoversOf(timeline: Timeline): Failover[] {
  const polls = pollsOf(timeline);
  return timeline.calls.flatMap((call) => (polls.has(call) ? [] : failoverOf(call, timeline)));
}

/** Why no call had to move to another model. */
export function whyNone(failovers: readonly Failover[]): string {
  if (failovers.length === 0) return 'no error was met after which the platform advises another model';
  const stopped = failovers.some(({ then }) => then === 'stopped');
  if (stopped) return 'the command was stopped before it asked another model';
  const most = failovers.reduce((least, { tries }) => Math.max(least, tries), 0);
  return `each model was there again, after ${formatCount(most, 'refusal')} at most: no other one was needed`;
}

/** The name of the problem, and what was done in place of a fallback to a peer. */
function describeMove({ then, elsewhere }: Failover): readonly [problem: string, rest: string] {
  if (then === 'moved')
    return ['fell-back-at-once', 'then another model was: most such errors clear within seconds'];
  if (then !== 'misplaced' || elsewhere === null) return ['never-fell-back', 'no other model was'];
  const met = `${elsewhere.entry.model}, which is no peer of it, met ${describeResult(elsewhere.result)}`;
  return ['fell-back-to-no-peer', met];
}

export function violationOfFailover(failover: Failover): Violation {
  const { call, first, tries } = failover;
  const times = tries === 1 ? 'once' : `${tries} times`;
  const model = first.entry.model ?? 'the model';
  const tried = `${model} was tried ${times} and met ${describeResult(first.result)}`;
  const [problem, rest] = describeMove(failover);
  const attempts = call.attempts.slice(-maxShown);
  const assumed = first.result.kind === 'error' && first.result.advised.source === null;
  return withAssumedAdvice(assumed, {
    ...(failover.then === 'moved' ? { ...wrong, severity: 'advice' } : absent),
    problem,
    met: resultKey(first.result),
    call,
    attempts,
    says: `${tried}; ${rest}`,
  });
}
