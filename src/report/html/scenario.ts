import { formatCount } from '../../lib/units.ts';
import { findingsByEntry } from '../document/calls.ts';
import type { CallDocument, FindingDocument, ScenarioDocument } from '../document/schema.ts';
import { describeTraffic } from '../document/words.ts';
import { callMarkup } from './call.ts';
import { html, type Markup } from './markup.ts';
import { badge, verdictMarkup } from './verdict.ts';

export interface Chapter {
  readonly scenario: ScenarioDocument;
  /** From 1. Anchors are made of it, since names may hold any character. */
  readonly ordinal: number;
  /** The calls that are drawn. */
  readonly drawn: readonly CallDocument[];
}

/** One scenario: verdicts with their findings, then the timelines. */
export function scenarioMarkup({ scenario, ordinal, drawn }: Chapter, known: readonly string[]): Markup {
  const { name, title, platform, seed, outcome, verdicts, calls, spending, failover } = scenario;
  const anchorOf = ({ id }: FindingDocument) => `scenario-${ordinal}-${id}`;
  const byEntry = findingsByEntry(scenario);
  const left = calls.length - drawn.length;
  const sentence = `${formatCount(left, 'more call')} not drawn: the JSON report has them.`;
  const more = left === 0 ? null : html`<p class="aside">${sentence}</p>`;
  return html`<section class="scenario" id="scenario-${ordinal}" aria-labelledby="scenario-${ordinal}-name">
<h2 id="scenario-${ordinal}-name">${badge(outcome)} ${name}</h2>
<p class="title">${title}</p>
<p class="aside">${platform}, seed ${seed}; ${describeTraffic(scenario)}</p>
${spending.says === null ? null : html`<p class="sentence">${spending.says}</p>`}
${(failover?.says ?? []).map((says) => html`<p class="sentence">${says}</p>`)}
${verdicts.map((verdict) => verdictMarkup(verdict, known, anchorOf))}
${drawn.map((call) => callMarkup(call, byEntry, { outcome, known }, anchorOf))}
${more}
</section>`;
}
