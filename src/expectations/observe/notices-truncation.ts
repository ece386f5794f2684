import type { Attempt, Call, CommandEnd, Timeline } from '../../model/timeline.ts';
import { isHalf, lastOf } from '../../timeline/endings.ts';
import type { Violation } from '../../timeline/violation.ts';

/**
 * What an application did with a truncated answer. `ended-well`: the command ended with 0, and the
 * application may have used the text. `unknown`: nothing shows it.
 */
export type Reaction = 'noticed' | 'taken' | 'ended-well' | 'unknown';

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

/**
 * The reaction of each call that met a truncated answer. The network does not show it. A client that
 * retries has noticed; otherwise the application's report on this call decides, otherwise the exit status
 * of the command, for all calls. If another call was answered, the status 0 and the mark of the beginning
 * may be that call's.
 */
export function reactionsOf({ calls, command }: Timeline): { call: Call; reaction: Reaction }[] {
  const byEnd = command === null ? 'unknown' : reactionOf(command);
  const answered = calls.some((call) => lastOf(call).result.kind === 'answered');
  const byCommand = byEnd !== 'noticed' && answered ? 'unknown' : byEnd;
  return calls.flatMap((call) => {
    const { attempts, outcome } = call;
    if (!attempts.some(isHalf)) return [];
    if (!isHalf(lastOf(call))) return [{ call, reaction: 'noticed' }];
    const byCall = outcome?.outcome === 'error' ? 'noticed' : 'taken';
    return [{ call, reaction: outcome === null ? byCommand : byCall }];
  });
}

/** An answer whose framing is complete is no incomplete message: only the scenario says that it is half. */
export function basisOf({ result }: Attempt): Pick<Violation, 'restsOn'> {
  const framed = result.kind === 'broken' && result.how !== 'loudly';
  return framed ? { restsOn: 'scenario' } : {};
}
