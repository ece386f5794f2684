import type { OutcomeDesk } from '../control/outcome.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Library } from './library.ts';
import { Outcomes } from './outcomes.ts';

interface OutcomeParts {
  readonly clock: Clock;
  readonly library: Library;
  readonly journal: Journal;
}

/** Takes what applications say of their calls; without a token there is nothing to take it. */
export function createOutcomeReports(token: string | undefined, { clock, library, journal }: OutcomeParts) {
  if (token === undefined) return { outcomes: null, desk: null };
  const outcomes = new Outcomes();
  const noCall = { scenario: library.primary.scenario.name, label: '', call: null };
  const desk: OutcomeDesk = {
    token,
    tell(outcome, name) {
      const call = outcomes.take(name);
      if (call === null && name !== null) return 'unknown-call';
      journal.append({ kind: 'outcome', at: clock.now(), ...(call ?? noCall), outcome });
      return 'taken';
    },
  };
  return { outcomes, desk };
}
