import type { Attempt, Call, Timeline } from '../../model/timeline.ts';
import { lastOf } from '../../timeline/endings.ts';
import { assumedIf, type Lapse, mostShown } from '../../timeline/violation.ts';
import { sayMet } from '../../timeline/describe.ts';
import { nameMet, wasStopped } from '../../timeline/retryability.ts';

/** A call whose model was unavailable. */
export interface Failover {
  readonly call: Call;
  /** The first attempt that found it so. */
  readonly met: Attempt;
  /** How often it was tried, and found so. */
  readonly tries: number;
  /**
   * `cleared`: the model came back. `open`: the call ended with it; `stopped`: its command was stopped
   * before.
   */
  readonly then: 'moved' | 'cleared' | 'open' | 'stopped';
}

function isUnavailable({ met }: Attempt): boolean {
  return met.kind === 'error' && met.advised.advice === 'retry-then-fall-back';
}

function failoverOf(call: Call, stopped: boolean): Failover[] {
  const met = call.attempts.find(isUnavailable);
  if (met === undefined) return [];
  const { model } = met.entry;
  const after = call.attempts.slice(met.ordinal - 1);
  const tries = after.filter((each) => isUnavailable(each) && each.entry.model === model).length;
  if (after.some(({ entry }) => entry.model !== model)) return [{ call, met, tries, then: 'moved' }];
  if (!isUnavailable(lastOf(call))) return [{ call, met, tries, then: 'cleared' }];
  return [{ call, met, tries, then: stopped ? 'stopped' : 'open' }];
}

export function failoversOf(timeline: Timeline): Failover[] {
  const stopped = wasStopped(timeline);
  return timeline.calls.flatMap((call) => failoverOf(call, stopped));
}

export function lapseOfFailover({ call, met, tries, then }: Failover): Lapse {
  const times = tries === 1 ? 'once' : `${tries} times`;
  const tried = `${met.entry.model ?? 'the model'} was tried ${times} and met ${sayMet(met.met)}`;
  const [problem, rest] =
    then === 'moved'
      ? ['fell-back-at-once', 'then another model was: most such errors clear within seconds']
      : ['never-fell-back', 'no other model was'];
  const attempts = call.attempts.slice(-mostShown);
  const assumed = met.met.kind === 'error' && met.met.advised.source === null;
  return assumedIf(assumed, { problem, met: nameMet(met.met), call, attempts, says: `${tried}; ${rest}` });
}
