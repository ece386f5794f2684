import { formatCount } from '../../lib/units.ts';
import type { Attempt, Timeline } from '../../model/timeline.ts';
import { knownAt } from '../../timeline/allowed.ts';
import { describeResult, formatMs } from '../../timeline/describe.ts';
import { emptiesOf } from '../../timeline/in-vain.ts';
import type { InVain, Refusal } from '../../timeline/refusals.ts';
import { resultKey } from '../../timeline/retryability.ts';
import { type Violation, withAssumedAdvice, wrong } from '../../timeline/violation.ts';
import { beyond } from './new-calls.ts';

/** Further errors of the catalogue after which only money helps. */
export type Named = readonly string[];

function isNamed({ result }: Attempt, named: Named): boolean {
  return result.kind === 'error' && result.entry !== null && named.includes(result.entry);
}

/** Errors that need money, by the contract or as the scenario says. */
export function emptiesNamed(timeline: Timeline, named: Named): Refusal[] {
  return emptiesOf(timeline, (attempt) => isNamed(attempt, named));
}

/** Whether no document says that the error needs money, and the scenario does not either. */
function isAssumed({ result }: Attempt): boolean {
  return result.kind === 'error' && result.advised.advice === 'top-up' && result.advised.source === null;
}

function violationOf({ call, attempt, known, sentAs }: InVain, named: Named): Violation {
  const assumed = isAssumed(known) && !isNamed(known, named);
  const later = `${formatMs(attempt.at - knownAt(known))} after ${describeResult(known.result)}`;
  const met = resultKey(known.result);
  if (sentAs === 'retry') {
    const says = `attempt ${attempt.ordinal} of a call came ${later}: nothing but money helps`;
    const attempts = [known, attempt];
    return withAssumedAdvice(assumed, { ...wrong, problem: 'retried-when-broke', met, call, attempts, says });
  }
  const says = `another call began ${later}: nothing but money helps`;
  return {
    ...wrong,
    severity: 'advice',
    problem: 'went-on-when-broke',
    met,
    call,
    attempts: [attempt],
    says,
  };
}

/**
 * Retries fail. New calls are advice, since the documents forbid to send the same again, and a program may
 * probe now and then whether there is money: unless the scenario says how many are allowed.
 */
export function problemsOf(
  empties: readonly Refusal[],
  named: Named,
  newCalls: number | undefined,
): Violation[] {
  return empties.flatMap(({ inVain }) => {
    const sent = (way: InVain['sentAs']) =>
      inVain.filter(({ sentAs }) => sentAs === way).map((each) => violationOf(each, named));
    return [...sent('retry'), ...beyond(sent('new-call'), newCalls)];
  });
}

/** Why what was seen proves nothing: each error was followed by requests that no document forbids. */
export function whyOpen(empties: readonly Refusal[], problems: readonly Violation[]): string | null {
  const kept = empties.filter(({ inVain }) => inVain.length === 0).length;
  const assumed = problems.filter((problem) => problem.assumed === 'advice').length;
  if (kept > 0 || assumed === 0) return null;
  return 'it was sent again, but no document says that only money helps; a scenario may, by error:';
}

export function describeEmpties(empties: readonly Refusal[]): string {
  const inVain = empties.reduce((sum, each) => sum + each.inVain.length, 0);
  const further = inVain === 0 ? 'no request' : formatCount(inVain, 'request');
  const errors = formatCount(empties.length, 'time');
  return `${errors} only money helped, and ${further} came after that in vain`;
}
