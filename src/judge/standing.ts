import type { Attempt } from '../model/timeline.ts';
import { isGuess } from '../timeline/retries.ts';
import type { Violation } from '../timeline/violation.ts';

/**
 * The attempts whose place in the call a problem depends on. A retry and the attempt before it depend on the
 * retry alone, one attempt on itself; whatever is said of more of them depends on the whole call.
 */
function restsOn({ call, attempts }: Violation): readonly Attempt[] {
  const [first, second] = attempts;
  const isPair = attempts.length === 2 && second?.ordinal === (first?.ordinal ?? 0) + 1;
  if (isPair) return attempts.slice(1);
  return attempts.length === 1 ? attempts : (call?.attempts ?? []);
}

/** Whether what was not done may have been done by a request that was given to another call. */
function mayBeDone({ nature, call }: Violation): boolean {
  return nature === 'absent' && call?.mayLack === true;
}

/**
 * What a problem proves. `unclear`: nothing, since the calls cannot be told apart. `guess`: it is advice,
 * since only likeness makes different bodies one call.
 */
export function standingOf(problem: Violation): 'clear' | 'guess' | 'unclear' {
  const attempts = restsOn(problem);
  if (attempts.some(({ entry }) => entry.certainty === 'unclear') || mayBeDone(problem)) return 'unclear';
  return problem.holdsApart !== true && attempts.some(isGuess) ? 'guess' : 'clear';
}
