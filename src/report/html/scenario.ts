import { sayCount } from '../../timeline/retryability.ts';
import { findingsByEntry } from '../document/calls.ts';
import type { ToldCall, ToldFinding, ToldScenario } from '../document/schema.ts';
import { sayTraffic } from '../document/words.ts';
import { callMarkup } from './call.ts';
import { html, type Markup } from './markup.ts';
import { badge, verdictMarkup } from './verdict.ts';

export interface Chapter {
  readonly scenario: ToldScenario;
  /** From 1; anchors are made of it, since names are not ours. */
  readonly ordinal: number;
  /** The calls that are drawn. */
  readonly drawn: readonly ToldCall[];
}

/** All about one scenario: verdicts with their findings, then the timelines. */
export function scenarioMarkup({ scenario, ordinal, drawn }: Chapter, known: readonly string[]): Markup {
  const { name, title, platform, seed, outcome, verdicts, calls } = scenario;
  const anchorOf = ({ id }: ToldFinding) => `scenario-${ordinal}-${id}`;
  const byEntry = findingsByEntry(scenario);
  const left = calls.length - drawn.length;
  const sentence = `${sayCount(left, 'more call')} not drawn: the JSON report has them.`;
  const more = left === 0 ? null : html`<p class="aside">${sentence}</p>`;
  return html`<section class="scenario" id="scenario-${ordinal}" aria-labelledby="scenario-${ordinal}-name">
<h2 id="scenario-${ordinal}-name">${badge(outcome)} ${name}</h2>
<p class="title">${title}</p>
<p class="aside">${platform}, seed ${seed}; ${sayTraffic(scenario)}</p>
${verdicts.map((verdict) => verdictMarkup(verdict, known, anchorOf))}
${drawn.map((call) => callMarkup(call, byEntry, outcome, anchorOf))}
${more}
</section>`;
}
