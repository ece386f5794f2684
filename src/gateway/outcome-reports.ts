import type { OutcomeDesk } from '../control/outcome.ts';
import type { Steering } from '../control/steering.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Library } from './library.ts';
import { Outcomes } from './outcomes.ts';
import type { UnderWay } from './under-way.ts';

interface OutcomeParts {
  readonly clock: Clock;
  readonly library: Library;
  readonly journal: Journal;
  requests(): UnderWay;
}

interface OutcomeReports {
  readonly outcomes: Outcomes;
  readonly reportOutcome: Steering['reportOutcome'];
  /** `null`: there is no token, so that the control token alone lets a client report. */
  readonly desk: OutcomeDesk | null;
}

/** Takes what applications say of their calls. */
export function createOutcomeReports(
  token: string | undefined,
  { clock, library, journal, requests }: OutcomeParts,
): OutcomeReports {
  const outcomes = new Outcomes({
    entries: () => journal.entries(),
    underWay: () => requests().list(Number.POSITIVE_INFINITY),
  });
  const noCall = { scenario: library.primary.scenario.name, label: '', call: null };
  const reportOutcome: Steering['reportOutcome'] = (outcome, name) => {
    const found = outcomes.take(name, clock.now());
    if (found === null && name !== null) return null;
    const call = found ?? noCall;
    journal.append({ kind: 'outcome', at: clock.now(), ...call, outcome });
    return call;
  };
  return { outcomes, reportOutcome, desk: token === undefined ? null : { token, tell: reportOutcome } };
}
