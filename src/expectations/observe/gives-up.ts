import type { Call, Timeline } from '../../model/timeline.ts';
import { lastOf } from '../../timeline/endings.ts';
import { type Lapse, mostShown } from '../../timeline/violation.ts';
import { sayMs } from '../../timeline/describe.ts';
import { nameMet, troubleOf } from '../../timeline/retryability.ts';

/** Calls that met trouble to the end. */
export function unanswered({ calls }: Pick<Timeline, 'calls'>): Call[] {
  return calls.filter((call) => !['none', 'unsaid'].includes(troubleOf(lastOf(call))));
}

/** What the attempts of a call may come to. */
export interface Budget {
  readonly attempts: number;
  readonly withinMs: number;
}

function shownBy(call: Call, problem: string, says: string): Lapse {
  const met = nameMet(call.attempts[0].met);
  return { problem, met, call, attempts: call.attempts.slice(0, mostShown), says };
}

function ofCall(call: Call, budget: Budget): Lapse[] {
  const count = call.attempts.length;
  const tookMs = lastOf(call).at - call.attempts[0].at;
  const lapses: Lapse[] = [];
  if (count > budget.attempts) {
    const says = `a call made ${count} attempts in ${sayMs(tookMs)}; ${budget.attempts} are allowed`;
    lapses.push(shownBy(call, 'too-many-attempts', says));
  }
  if (tookMs > budget.withinMs) {
    const says = `a call went on for ${sayMs(tookMs)}; ${sayMs(budget.withinMs)} are allowed`;
    lapses.push(shownBy(call, 'tried-too-long', says));
  }
  if (call.nested !== null) {
    const { inner, outer } = call.nested;
    const says = `${inner} attempts of the SDK, ${outer} times around it: ${count} requests for one call`;
    lapses.push(shownBy(call, 'retries-multiply', says));
  }
  return lapses;
}

/** A command that had to be stopped at the limit of attempts, told of the call that made the most. */
function neverStopped({ command, calls }: Timeline): Lapse[] {
  if (command?.stopped !== 'attempts') return [];
  const [first] = calls;
  if (first === undefined) return [];
  const most = calls.reduce((all, call) => (call.attempts.length > all.attempts.length ? call : all), first);
  const says = `the command was stopped at the limit; one call had made ${most.attempts.length} attempts`;
  return [shownBy(most, 'never-stopped', says)];
}

export function overBudget(timeline: Timeline, budget: Budget): Lapse[] {
  return [...neverStopped(timeline), ...timeline.calls.flatMap((call) => ofCall(call, budget))];
}
