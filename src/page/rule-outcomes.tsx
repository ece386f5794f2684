import type { ShownRule } from '../control/steering.ts';
import type { RuleOutcome } from '../model/decision.ts';
import { describeOutcome } from '../model/describe-outcome.ts';
import type { ShownEntry } from './row.ts';

const outcomes: Readonly<Record<RuleOutcome['outcome'], string>> = {
  fired: 'fired',
  skipped: 'did not fire',
  lost: 'lost to an earlier rule',
  'held-back': 'was held back',
  'not-applicable': 'could not be applied',
};

interface Line {
  readonly id: string;
  readonly did: string;
  readonly why: string;
}

function matched(of: RuleOutcome): Line {
  const { rule, outcome, faults } = of;
  const nothing = outcome === 'fired' ? ': ok, it injected nothing' : '';
  const what = faults.length === 0 ? nothing : `: ${faults.join(', ')}`;
  return { id: rule, did: `${outcomes[outcome]}${what}`, why: describeOutcome(of) };
}

/** Rules that the journal does not name did not match; they are known as they are now. */
function unmatched({ rules: known, kind }: ShownEntry, rules: readonly ShownRule[]): readonly Line[] {
  const subject = kind === 'request' ? 'request' : 'connection';
  return rules
    .filter((rule) => rule.subject === subject && !known.some((each) => each.rule === rule.id))
    .map(({ id, when, state }) => ({
      ...{ id, did: state === 'off' ? 'is switched off' : 'did not match' },
      why: `it is for: ${when}`,
    }));
}

/** What each rule did with the attempt, and why. */
export function RuleOutcomes({
  entry,
  rules,
}: {
  readonly entry: ShownEntry;
  readonly rules: readonly ShownRule[];
}) {
  const lines = [...entry.rules.map(matched), ...unmatched(entry, rules)];
  return (
    <>
      <h3>Rules</h3>
      {lines.length === 0 && <p class="aside">There was none.</p>}
      <ul class="plain">
        {lines.map(({ id, did, why }) => (
          <li key={id}>
            <b>{id}</b> {did}
            <br />
            <span class="aside">{why}</span>
          </li>
        ))}
      </ul>
      {rules.length > 0 && <p class="aside">Rules that did not match are shown as they are now.</p>}
    </>
  );
}
