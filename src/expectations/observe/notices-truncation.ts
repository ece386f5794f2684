import type { Call, CommandEnd, Timeline } from '../../model/timeline.ts';
import { isHalf, lastOf } from '../../timeline/endings.ts';

/**
 * What an application made of half an answer. `ended-well`: it may have used it, and never said that it
 * failed.
 */
export type Reaction = 'noticed' | 'taken' | 'ended-well' | 'untold';

/**
 * What an end with 0 says. The text of the stub begins and ends with a mark: the first without the second
 * is half a text that was printed as an answer. With both, nothing of the text was missing, or it is
 * another call's.
 */
const wellEnded = { beginning: 'taken', nothing: 'ended-well', end: 'untold' } as const;

function reactionOf({ code, stopped, output }: CommandEnd): Reaction {
  if (stopped !== null || code === null) return 'untold';
  return code === 0 ? wellEnded[output] : 'noticed';
}

/**
 * What became of each call that met half an answer. The socket does not show it. A client that asks again
 * has noticed; else the application tells it of this call, else the end of the command tells it of all.
 * Where another call was answered, the 0 and the beginning of a text may be that one's.
 */
export function reactionsOf({ calls, command }: Timeline): { call: Call; reaction: Reaction }[] {
  const byEnd = command === null ? 'untold' : reactionOf(command);
  const answered = calls.some((call) => lastOf(call).result.kind === 'answered');
  const byCommand = byEnd !== 'noticed' && answered ? 'untold' : byEnd;
  return calls.flatMap((call) => {
    const { attempts, outcome } = call;
    if (!attempts.some(isHalf)) return [];
    if (!isHalf(lastOf(call))) return [{ call, reaction: 'noticed' }];
    const byCall = outcome?.outcome === 'error' ? 'noticed' : 'taken';
    return [{ call, reaction: outcome === null ? byCommand : byCall }];
  });
}
