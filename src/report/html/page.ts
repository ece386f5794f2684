import { hash } from 'node:crypto';
import { systemClock } from '../../lib/clock.ts';
import { callsWorthShowing } from '../document/calls.ts';
import type { ReportDocument } from '../document/schema.ts';
import { describeExit, describeTotals, findingsOf } from '../document/words.ts';
import { filters } from './filters.ts';
import { html, type Markup, verbatim } from './markup.ts';
import { shapes } from './picture.ts';
import { type Chapter, scenarioMarkup } from './scenario.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { badge } from './verdict.ts';

/** Most calls that are drawn: browsers are slow with more, and readers lost. */
const maxCalls = 200;

const digest = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`;

/**
 * Content-Security-Policy: nothing is loaded or sent, and only this script runs, whatever text a client
 * puts into its User-Agent.
 */
const policy = [
  "default-src 'none'",
  `style-src ${digest(style)}`,
  `script-src ${digest(script)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Shares `maxCalls` among the scenarios in turn, each with its most informative calls first. */
function chaptersOf({ scenarios }: ReportDocument): readonly Chapter[] {
  const ranked = scenarios.flatMap((scenario) => {
    const ordered = new Set([...callsWorthShowing(scenario), ...scenario.calls]);
    return [...ordered].map((call, rank) => ({ call, rank }));
  });
  const drawn = new Set(
    ranked
      .sort((a, b) => a.rank - b.rank)
      .slice(0, maxCalls)
      .map(({ call }) => call),
  );
  return scenarios.map((scenario, index) => {
    return { scenario, ordinal: index + 1, drawn: scenario.calls.filter((call) => drawn.has(call)) };
  });
}

function contents(chapters: readonly Chapter[]): Markup {
  const rows = chapters.map(({ ordinal, scenario }) => {
    const { name, outcome, platform, calls } = scenario;
    return html`<tr><td>${badge(outcome)}</td><th scope="row"><a href="#scenario-${ordinal}">${name}</a></th>
<td>${platform}</td><td class="number">${calls.length}</td>
<td class="number">${findingsOf(scenario).length}</td></tr>`;
  });
  return html`<nav aria-label="Scenarios">
<div class="scroll" tabindex="0" role="group" aria-label="Scenarios and outcomes">
<table class="contents"><thead><tr><th scope="col">Outcome</th>
<th scope="col">Scenario</th><th scope="col">Platform</th><th scope="col" class="number">Calls</th>
<th scope="col" class="number">Findings</th></tr></thead><tbody>${rows}</tbody></table></div></nav>`;
}

const legend = html`<p class="legend" aria-hidden="true">
<span><svg width="14" height="14"><use href="#asked" x="7" y="7"/></svg> asked</span>
<span><svg width="14" height="14"><use href="#answered" x="7" y="7"/></svg> answered</span>
<span><svg width="16" height="16"><use href="#early" x="8" y="8"/></svg> asked too early</span>
<span><svg width="22" height="14"><line class="wait" x2="22" y1="7" y2="7"/></svg> waits</span>
<span><svg width="26" height="14"><rect class="band" width="26" height="14" fill="url(#band)"/></svg>
when a retry is allowed</span>
</p>`;

/** The whole report in one file. */
export function page(document: ReportDocument): string {
  const { version, at, command, known } = document;
  const chapters = chaptersOf(document);
  const run = command === null ? null : html` for <code>${command.join(' ')}</code>`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,"><title>${describeTotals(document)} badgateway</title>
<style>${verbatim(style)}</style></head><body>
<a class="skip" href="#main">Skip to the verdicts</a>${shapes}
<header><div class="top"><p class="brand">badgateway</p>
<button type="button" class="theme" aria-pressed="false" hidden>Dark theme</button></div>
<h1>What the client did</h1><p class="totals">${describeTotals(document)}</p><p>${describeExit(document)}</p>
<p class="aside">${systemClock.httpDate(at)}${run}; version ${version}</p></header>
${contents(chapters)}
<main id="main" tabindex="-1">${filters(document)}${legend}
${chapters.length === 0 ? html`<p>Nothing was judged.</p>` : null}
${chapters.map((chapter) => scenarioMarkup(chapter, known))}</main>
<footer><p>Times are as the gateway saw them. A retry before its band proves a violation;
one after it proves nothing.</p>
</footer>
<script>${verbatim(script)}</script></body></html>
`.markup;
}
