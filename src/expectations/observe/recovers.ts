import type { Advised, Attempt, Call, Timeline } from '../../model/timeline.ts';
import { connectionFailuresOf } from '../../timeline/connection-failures.ts';
import { describeResult } from '../../timeline/describe.ts';
import { lastOf } from '../../timeline/endings.ts';
import {
  excusesGivingUp,
  formatCount,
  resultKey,
  retryabilityOf,
  wasStopped,
} from '../../timeline/retryability.ts';
import { type Violation, withAssumption } from '../../timeline/violation.ts';

/**
 * A call that met something which passes. `excused`: it could not be asked for more. `at-risk`: part of an
 * answer was out, and what becomes of that is for the application to say.
 */
export interface Trial {
  readonly call: Call;
  /** What it met last of such things. */
  readonly cause: Attempt;
  readonly again: 'again' | 'never' | 'excused';
  readonly answered: 'answered' | 'open' | 'excused';
  readonly midAnswer: boolean;
}

/** Who came so often has done enough, whatever a fault that goes on makes of it. */
const patientAttempts = 10;

/** Whether the application said that it has what it wanted, although it left the answer. */
function isContent({ outcome }: Call, last: Attempt): boolean {
  return retryabilityOf(last) === 'unknown' && outcome?.outcome === 'success';
}

function answeredIn(call: Call, excused: boolean): Trial['answered'] {
  const last = lastOf(call);
  const retryability = retryabilityOf(last);
  if (retryability === 'none' || isContent(call, last)) return 'answered';
  const enough = call.attempts.length >= patientAttempts;
  return excused || enough || retryability === 'permanent' || retryability === 'unknown' ? 'excused' : 'open';
}

function trialOf(call: Call, timeline: Timeline): Trial[] {
  const passing = call.attempts.filter((each) => ['transient', 'mid-answer'].includes(retryabilityOf(each)));
  const cause = passing.at(-1);
  if (cause === undefined) return [];
  const last = lastOf(call);
  const excused = wasStopped(timeline) || excusesGivingUp(last.result, timeline.inUse.platform);
  const again = passing.some((each) => each !== last) ? 'again' : excused ? 'excused' : 'never';
  return [
    {
      call,
      cause,
      again,
      answered: answeredIn(call, excused),
      midAnswer: retryabilityOf(cause) === 'mid-answer',
    },
  ];
}

/** Calls that met something which passes. */
export function trialsOf(timeline: Timeline): Trial[] {
  return timeline.calls.flatMap((call) => trialOf(call, timeline));
}

/**
 * No document says that it passes; or it passes for who has looked what has changed, if that still asks for
 * it.
 */
function isAssumed({ source, advice }: Advised): boolean {
  return source === null || advice === 'refresh-then-retry';
}

export function violationOfTrial({ call, cause }: Trial, problem: string): Violation {
  const count = formatCount(call.attempts.length, 'attempt');
  const says = `a call ended with ${describeResult(cause.result)}, after ${count}`;
  const violation = { problem, met: resultKey(cause.result), call, attempts: call.attempts, says };
  if (cause.result.kind !== 'error') return { ...violation, restsOn: 'scenario' };
  return withAssumption(isAssumed(cause.result.advised), violation);
}

/** The same of connections that broke before any request. */
export function connectionViolations(
  timeline: Timeline,
  done: 'again' | 'answered',
  problem: string,
): Violation[] {
  const door = connectionFailuresOf(timeline);
  if (door === null || door[done] || wasStopped(timeline)) return [];
  const met = door.faults.join(' and ');
  const says = `the last thing that happened was ${met}, before any request`;
  return [{ problem, met, call: null, attempts: [], says, restsOn: 'scenario' }];
}
