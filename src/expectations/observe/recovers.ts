import type { Advised, Attempt, Call, Timeline } from '../../model/timeline.ts';
import { atTheDoor } from '../../timeline/connection-failures.ts';
import { lastOf } from '../../timeline/endings.ts';
import { assumedIf, type Lapse } from '../../timeline/violation.ts';
import { sayMet } from '../../timeline/describe.ts';
import { excusesGivingUp, nameMet, sayCount, troubleOf, wasStopped } from '../../timeline/retryability.ts';

/**
 * A call that met something which passes. `excused`: it could not be asked for more. `at-risk`: part of an
 * answer was out, and what becomes of that is for the application to say.
 */
export interface Trial {
  readonly call: Call;
  /** What it met last of such things. */
  readonly met: Attempt;
  readonly again: 'again' | 'never' | 'excused';
  readonly answered: 'answered' | 'open' | 'excused';
  readonly midAnswer: boolean;
}

/** Who came so often has done enough, whatever a fault that goes on makes of it. */
const patientAttempts = 10;

/** Whether the application said that it has what it wanted, although it left the answer. */
function isContent({ outcome }: Call, last: Attempt): boolean {
  return troubleOf(last) === 'unsaid' && outcome?.outcome === 'success';
}

function answeredIn(call: Call, excused: boolean): Trial['answered'] {
  const last = lastOf(call);
  const trouble = troubleOf(last);
  if (trouble === 'none' || isContent(call, last)) return 'answered';
  const enough = call.attempts.length >= patientAttempts;
  return excused || enough || trouble === 'stays' || trouble === 'unsaid' ? 'excused' : 'open';
}

function trialOf(call: Call, timeline: Timeline): Trial[] {
  const passing = call.attempts.filter((each) => ['passes', 'mid-answer'].includes(troubleOf(each)));
  const met = passing.at(-1);
  if (met === undefined) return [];
  const last = lastOf(call);
  const excused = wasStopped(timeline) || excusesGivingUp(last.met, timeline.inUse.platform);
  const again = passing.some((each) => each !== last) ? 'again' : excused ? 'excused' : 'never';
  return [
    { call, met, again, answered: answeredIn(call, excused), midAnswer: troubleOf(met) === 'mid-answer' },
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

export function lapseOfTrial({ call, met }: Trial, problem: string): Lapse {
  const count = sayCount(call.attempts.length, 'attempt');
  const says = `a call ended with ${sayMet(met.met)}, after ${count}`;
  const lapse = { problem, met: nameMet(met.met), call, attempts: call.attempts, says };
  if (met.met.kind !== 'error') return { ...lapse, restsOn: 'scenario' };
  return assumedIf(isAssumed(met.met.advised), lapse);
}

/** The same of connections that broke before any request. */
export function doorLapse(timeline: Timeline, done: 'again' | 'answered', problem: string): Lapse[] {
  const door = atTheDoor(timeline);
  if (door === null || door[done] || wasStopped(timeline)) return [];
  const met = door.faults.join(' and ');
  const says = `the last thing that happened was ${met}, before any request`;
  return [{ problem, met, call: null, attempts: [], says, restsOn: 'scenario' }];
}
