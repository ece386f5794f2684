import { findFault } from '../faults/index.ts';
import type { Decision, RuleOutcome } from '../model/decision.ts';
import type { DrillMark } from '../model/drill.ts';
import { both } from './hold-back.ts';

function replaces(name: string): boolean {
  const fault = findFault(name);
  return fault?.subject === 'request' && fault.effect === 'replaces';
}

const firesReplacing = ({ outcome, faults }: RuleOutcome) => outcome === 'fired' && faults.some(replaces);

/** The rule of a drill that replaces the answer; `null`: none does. */
export function winnerOf({ rules }: Pick<Decision<never>, 'rules'>): string | null {
  return rules.find(firesReplacing)?.rule ?? null;
}

/** A limit has refused a request that the drill answers in the platform's place. */
function lost(outcome: RuleOutcome, winner: string): RuleOutcome {
  if (!firesReplacing(outcome)) return outcome;
  return { ...outcome, outcome: 'lost', because: `${outcome.because}; ${winner} replaced the answer` };
}

/** What the rules of a drill and those of the run make of a request together. */
export function behindDrill<Subject>(
  mark: DrillMark,
  drill: Decision<Subject>,
  own: Decision<Subject>,
): Decision<Subject> {
  const winner = winnerOf(drill);
  const onEnd = both(drill.onEnd ?? null, own.onEnd ?? null);
  const [rules, faults] =
    winner === null
      ? [own.rules, own.faults]
      : [
          own.rules.map((outcome) => lost(outcome, winner)),
          own.faults.filter(({ name, effect }) => effect === 'none' || !replaces(name)),
        ];
  return {
    ...own,
    rules: [...drill.rules, ...rules],
    // The order of a sort is stable: of two on a connection the drill's is the later one, and wins.
    faults: [...faults, ...drill.faults].sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0)),
    drill: { mark, meets: drill.faults.length > 0 ? 'fault' : 'nothing' },
    ...(onEnd === null ? {} : { onEnd }),
  };
}
