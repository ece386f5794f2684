import type { Call, Timeline } from '../../model/timeline.ts';
import { formatMs } from '../../timeline/describe.ts';
import { lastOf } from '../../timeline/endings.ts';
import { pollsOf } from '../../timeline/polling.ts';
import { resultKey, retryabilityOf } from '../../timeline/retryability.ts';
import { maxShown, type Violation, wrong } from '../../timeline/violation.ts';

/** Calls whose last attempt failed. */
export function unanswered({ calls }: Pick<Timeline, 'calls'>): Call[] {
  return calls.filter((call) => !['none', 'unknown'].includes(retryabilityOf(lastOf(call))));
}

/** The most attempts, and the longest time (ms), that a call may take. */
export interface Budget {
  readonly attempts: number;
  readonly withinMs: number;
}

function shownBy(call: Call, problem: string, says: string): Violation {
  const met = resultKey(call.attempts[0].result);
  const severity = problem === 'retries-multiply' ? 'warning' : 'error';
  return { ...wrong, severity, problem, met, call, attempts: call.attempts.slice(0, maxShown), says };
}

function ofCall(call: Call, budget: Budget): Violation[] {
  const count = call.attempts.length;
  const tookMs = lastOf(call).at - call.attempts[0].at;
  const violations: Violation[] = [];
  if (count > budget.attempts) {
    const says = `a call made ${count} attempts in ${formatMs(tookMs)}; ${budget.attempts} are allowed`;
    violations.push(shownBy(call, 'too-many-attempts', says));
  }
  if (tookMs > budget.withinMs) {
    const says = `a call went on for ${formatMs(tookMs)}; ${formatMs(budget.withinMs)} are allowed`;
    violations.push(shownBy(call, 'tried-too-long', says));
  }
  if (call.nested !== null) {
    const { inner, outer } = call.nested;
    const says = `${inner} attempts of the SDK, ${outer} times around it: ${count} requests for one call`;
    violations.push(shownBy(call, 'retries-multiply', says));
  }
  return violations;
}

/**
 * A command that was stopped by the limit on attempts, after a call had used up its budget; the evidence is
 * the call with the most attempts. With fewer attempts than that, the limit was too low to show anything:
 * the client may have been about to stop.
 */
function neverStopped({ command, calls }: Timeline, budget: Budget): Violation[] {
  if (command?.stopped !== 'attempts') return [];
  const [first] = calls;
  if (first === undefined) return [];
  const most = calls.reduce((all, call) => (call.attempts.length > all.attempts.length ? call : all), first);
  if (most.attempts.length <= budget.attempts) return [];
  const says = `the command was stopped at the limit; one call had made ${most.attempts.length} attempts`;
  return [shownBy(most, 'never-stopped', says)];
}

export function overBudget(timeline: Timeline, budget: Budget): Violation[] {
  // A readiness check that goes on is no call that is tried again.
  const retried = timeline.calls.filter((call) => !pollsOf(timeline).has(call));
  return [...neverStopped(timeline, budget), ...retried.flatMap((call) => ofCall(call, budget))];
}
