import type { Outcome } from '../../model/verdict.ts';
import { sayMs } from '../../timeline/describe.ts';
import { sayCount } from '../../timeline/retryability.ts';
import { type ByEntry, isEarly } from '../document/calls.ts';
import type { ToldAttempt, ToldCall, ToldFinding } from '../document/schema.ts';
import { sayCertainty } from '../document/words.ts';
import { html, type Markup } from './markup.ts';
import { picture } from './picture.ts';

const mostAttempts = 12;

function nameOr(value: string | null): string {
  return value ?? '–';
}

function cells(attempt: ToldAttempt, findings: ByEntry): Markup {
  const { atMs, tookMs, gapMs, allowed, met, model, client, faults } = attempt;
  const band = allowed === null ? '–' : `${sayMs(allowed.fromMs)} to ${sayMs(allowed.toMs)}`;
  const problems = (findings.get(attempt.entry) ?? []).map(({ problem }) => problem);
  return html`<tr><th scope="row">${attempt.attempt}</th><td>${sayMs(atMs)}</td><td>${sayMs(tookMs)}</td>
<td>${gapMs === null ? '–' : sayMs(gapMs)}</td><td>${band}${isEarly(attempt) ? ' (too early)' : ''}</td>
<td>${met}</td><td>${problems.join(', ') || '–'}</td><td>${nameOr(model)}</td><td>${nameOr(client)}</td>
<td>${faults.join(', ') || '–'}</td></tr>`;
}

function tableOf({ id }: ToldCall, attempts: readonly ToldAttempt[], findings: ByEntry): Markup {
  const heads = ['attempt', 'at', 'took', 'after', 'allowed', 'met', 'wrong', 'model', 'client', 'injected'];
  return html`<details class="table"><summary>As a table</summary>
<div class="scroll" tabindex="0" role="group" aria-label="Attempts of call ${id}"><table>
<caption>Attempts of call ${id}; times since the scenario’s first arrival</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${attempts.map((attempt) => cells(attempt, findings))}</tbody></table></div></details>`;
}

/** What of the call is not in its picture. */
function sayCall(call: ToldCall): string {
  const { attempts, signals, nested, counts, outcome } = call;
  const parts = [
    sayCount(attempts.length, 'attempt'),
    `${sayCertainty(call)}${signals.length === 0 ? '' : ` by ${signals.join(', ')}`}`,
    nested === null ? null : `${nested.inner} attempts within each of ${nested.outer}`,
    counts === 'always-zero' ? 'its retry count is always 0' : null,
    outcome === null ? null : `the application called it a ${outcome}`,
  ];
  return parts.filter((part) => part !== null).join('; ');
}

function links(findings: readonly ToldFinding[], anchorOf: (finding: ToldFinding) => string): Markup | null {
  if (findings.length === 0) return null;
  const each = findings.map(
    (finding) => html`<a class="chip" href="#${anchorOf(finding)}">✗ ${finding.problem}</a> `,
  );
  return html`<p class="chips">${each}</p>`;
}

/**
 * A call that no finding names is filtered by what its scenario came to: a finding that was seen often names
 * the first few alone.
 */
function outcomeOf(findings: readonly ToldFinding[], scenario: Outcome): Outcome {
  return findings.some(({ severity }) => severity !== 'advice') ? 'fail' : scenario;
}

/** The timeline of a call, and the findings that rest on it. */
export function callMarkup(
  call: ToldCall,
  byEntry: ByEntry,
  scenario: Outcome,
  anchorOf: (finding: ToldFinding) => string,
): Markup {
  const attempts = call.attempts.slice(0, mostAttempts);
  const left = call.attempts.length - attempts.length;
  const findings = [...new Set(call.attempts.flatMap(({ entry }) => byEntry.get(entry) ?? []))];
  const shown = sayCount(attempts.length, 'attempt');
  const says = `Timeline of call ${call.id}: ${shown}. The table below has its times.`;
  return html`<article class="call" data-item="call" data-outcome="${outcomeOf(findings, scenario)}"
data-expectation="${findings.map(({ expectation }) => expectation).join(' ')}"
data-finding="${findings.map(({ problem }) => problem).join(' ')}">
<h3>Call ${call.id}</h3><p class="aside">${sayCall(call)}</p>${links(findings, anchorOf)}
${picture(attempts, byEntry, says)}
${left === 0 ? null : html`<p class="aside">${sayCount(left, 'more attempt')}: the JSON report has them.</p>`}
${tableOf(call, attempts, byEntry)}</article>`;
}
