import type { VerdictDocument } from '../report/document/schema.ts';
import type { Watching } from './app.tsx';

type Outcome = VerdictDocument['outcome'];

/** A symbol beside the word, as in the report; what needs looking at comes first. */
const symbols: Readonly<Record<Outcome, string>> = {
  ...{ fail: '✗', suspect: '~', inconclusive: '?', known: '=', pass: '✓' },
};
const order = Object.keys(symbols);

export function Badge({ outcome }: { readonly outcome: Outcome }) {
  return (
    <span class={`badge ${outcome}`}>
      <span aria-hidden="true">{symbols[outcome]}</span> {outcome}
    </span>
  );
}

function Verdict({ verdict }: { readonly verdict: VerdictDocument }) {
  const { outcome, expectation, because } = verdict;
  return (
    <li>
      <Badge outcome={outcome} /> <b>{expectation}</b>
      <br />
      <span class="aside sentence">{because}</span>
    </li>
  );
}

/** What the judge makes of the journal so far. */
export function Verdicts({ live }: Watching) {
  const scenarios = live.report?.scenarios ?? [];
  return (
    <section class="panel verdicts" aria-labelledby="verdicts">
      <h2 id="verdicts">Verdicts so far</h2>
      {scenarios.length === 0 && <p class="aside">Nothing was judged so far.</p>}
      {scenarios.map(({ name, verdicts }) => (
        <div key={name}>
          <h3>{name}</h3>
          {verdicts.length === 0 && <p class="aside">Nothing is expected of its clients.</p>}
          <ul class="plain">
            {verdicts
              .toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
              .map((verdict) => (
                <Verdict key={verdict.expectation} verdict={verdict} />
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
