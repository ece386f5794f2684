import type { Attempt, Call, CommandEnd, Timeline } from '../../model/timeline.ts';
import { describeResult } from '../../timeline/describe.ts';
import { isHalf, lastOf } from '../../timeline/endings.ts';
import type { Violation } from '../../timeline/violation.ts';

/**
 * What an application did with a truncated answer. `skipped`: it printed the text to its end, without the
 * event that it could not read. `ended-well`: the command ended with 0, and the application may have used the
 * text. `unknown`: nothing shows it.
 */
export type Reaction = 'noticed' | 'taken' | 'skipped' | 'ended-well' | 'unknown';

/**
 * What exit status 0 means, by the marks found in the output. The stub's text begins and ends with a mark:
 * the first without the second shows that half a text was printed as an answer. With both, the text was
 * complete, or it belongs to another call.
 */
const reactionByOutput = { beginning: 'taken', nothing: 'ended-well', end: 'unknown' } as const;

function reactionOf({ code, stopped, output }: CommandEnd): Reaction {
  if (stopped !== null || code === null) return 'unknown';
  return code === 0 ? reactionByOutput[output] : 'noticed';
}

/** Whether something within the answer is lost, so that its text has an end nevertheless. */
function lacksItsMiddle({ faults }: Attempt): boolean {
  return faults.includes('stream-bad-frame');
}

export interface Reacted {
  readonly call: Call;
  readonly reaction: Reaction;
}

/**
 * The reaction of each call that met a truncated answer. The network does not show it. A client that
 * retries has noticed; otherwise the application's report on this call decides, otherwise the exit status
 * of the command, for all calls. If another call was answered, the status 0 and the mark of the beginning
 * may be that call's.
 */
export function reactionsOf({ calls, command }: Timeline): Reacted[] {
  const byEnd = command === null ? 'unknown' : reactionOf(command);
  const answered = calls.some((call) => lastOf(call).result.kind === 'answered');
  const byCommand = byEnd !== 'noticed' && answered ? 'unknown' : byEnd;
  const readOn = command !== null && command.stopped === null && command.code === 0 && !answered;
  return calls.flatMap((call) => {
    const { attempts, outcome } = call;
    if (!attempts.some(isHalf)) return [];
    if (!isHalf(lastOf(call))) return [{ call, reaction: 'noticed' }];
    if (outcome !== null) return [{ call, reaction: outcome.outcome === 'error' ? 'noticed' : 'taken' }];
    const skipped = readOn && command.output === 'end' && lacksItsMiddle(lastOf(call));
    return [{ call, reaction: skipped ? 'skipped' : byCommand }];
  });
}

/** An answer whose framing is complete is no incomplete message: only the scenario says that it is half. */
function basisOf({ result }: Attempt): Pick<Violation, 'restsOn'> {
  const framed = result.kind === 'broken' && result.how !== 'loudly';
  return framed ? { restsOn: 'scenario' } : {};
}

const seen = {
  taken: { problem: 'took-half-an-answer', severity: 'error', says: 'it was taken for an answer' },
  skipped: {
    problem: 'skipped-what-it-could-not-read',
    severity: 'error',
    says: 'its text was printed to the end, without the event that cannot be read',
  },
  'ended-well': {
    problem: 'ended-well-after-half-an-answer',
    severity: 'warning',
    says: 'the call was not retried, and the command ended with 0',
  },
} as const;

export function violationOfReaction({ call, reaction }: Reacted): Violation[] {
  if (reaction === 'noticed' || reaction === 'unknown') return [];
  const last = lastOf(call);
  const met = describeResult(last.result);
  const says = `a call met ${met}; ${seen[reaction].says}`;
  const grade = { ...seen[reaction], nature: 'wrong', met, call } as const;
  return [{ ...grade, attempts: [last], says, ...basisOf(last) }];
}
