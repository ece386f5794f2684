import { formatCount } from '../../lib/units.ts';
import type { Outcome } from '../../model/verdict.ts';
import { formatMs } from '../../timeline/describe.ts';
import { type ByEntry, isEarly } from '../document/calls.ts';
import type { AttemptDocument, CallDocument, FindingDocument } from '../document/schema.ts';
import { describeCertainty } from '../document/words.ts';
import { html, type Markup } from './markup.ts';
import { picture } from './picture.ts';

const maxAttempts = 12;

function nameOr(value: string | null): string {
  return value ?? '–';
}

function cells(attempt: AttemptDocument, findings: ByEntry): Markup {
  const { atMs, tookMs, gapMs, allowed, met, model, upstream, client, faults } = attempt;
  const band = allowed === null ? '–' : `${formatMs(allowed.fromMs)} to ${formatMs(allowed.toMs)}`;
  const problems = (findings.get(attempt.entry) ?? []).map(({ problem }) => problem);
  return html`<tr><th scope="row">${attempt.attempt}</th><td>${formatMs(atMs)}</td>
<td>${formatMs(tookMs)}</td>
<td>${gapMs === null ? '–' : formatMs(gapMs)}</td><td>${band}${isEarly(attempt) ? ' (too early)' : ''}</td>
<td>${met}</td><td>${problems.join(', ') || '–'}</td><td>${nameOr(model)}</td>
<td>${nameOr(upstream)}</td><td>${nameOr(client)}</td>
<td>${faults.join(', ') || '–'}</td></tr>`;
}

function tableOf({ id }: CallDocument, attempts: readonly AttemptDocument[], findings: ByEntry): Markup {
  const times = ['attempt', 'at', 'took', 'after', 'allowed'];
  const heads = [...times, 'met', 'wrong', 'model', 'upstream', 'client', 'injected'];
  return html`<details class="table"><summary>As a table</summary>
<div class="scroll" tabindex="0" role="group" aria-label="Attempts of call ${id}"><table>
<caption>Attempts of call ${id}; times since the scenario’s first arrival</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${attempts.map((attempt) => cells(attempt, findings))}</tbody></table></div></details>`;
}

/** The facts on a call that its picture does not show. */
function describeCall(call: CallDocument): string {
  const { attempts, signals, nested, counts, outcome } = call;
  const parts = [
    formatCount(attempts.length, 'attempt'),
    `${describeCertainty(call)}${signals.length === 0 ? '' : ` by ${signals.join(', ')}`}`,
    nested === null ? null : `${nested.inner} attempts within each of ${nested.outer}`,
    counts === 'always-zero' ? 'its retry count is always 0' : null,
    outcome === null ? null : `the application called it a ${outcome}`,
  ];
  return parts.filter((part) => part !== null).join('; ');
}

function links(
  findings: readonly FindingDocument[],
  anchorOf: (finding: FindingDocument) => string,
): Markup | null {
  if (findings.length === 0) return null;
  const each = findings.map(
    (finding) => html`<a class="chip" href="#${anchorOf(finding)}">✗ ${finding.problem}</a> `,
  );
  return html`<p class="chips">${each}</p>`;
}

/** What surrounds a call: the outcome of its scenario, and ids of findings that the baseline knows. */
interface Surroundings {
  readonly outcome: Outcome;
  readonly known: readonly string[];
}

/**
 * The outcome by which a call is filtered. A call without a finding takes that of its scenario, since a
 * frequent finding names only its first few calls.
 */
function outcomeOf(findings: readonly FindingDocument[], { outcome, known }: Surroundings): Outcome {
  const failing = findings.filter(({ severity }) => severity !== 'advice');
  if (failing.length === 0) return outcome;
  return failing.every(({ id }) => known.includes(id)) ? 'known' : 'fail';
}

/** The timeline of a call, and the findings whose evidence it is. */
export function callMarkup(
  call: CallDocument,
  byEntry: ByEntry,
  surroundings: Surroundings,
  anchorOf: (finding: FindingDocument) => string,
): Markup {
  const attempts = call.attempts.slice(0, maxAttempts);
  const left = call.attempts.length - attempts.length;
  const findings = [...new Set(call.attempts.flatMap(({ entry }) => byEntry.get(entry) ?? []))];
  const shown = formatCount(attempts.length, 'attempt');
  const says = `Timeline of call ${call.id}: ${shown}. The table below has its times.`;
  return html`<article class="call" data-item="call" data-outcome="${outcomeOf(findings, surroundings)}"
data-expectation="${findings.map(({ expectation }) => expectation).join(' ')}"
data-finding="${findings.map(({ problem }) => problem).join(' ')}">
<h3>Call ${call.id}</h3><p class="aside">${describeCall(call)}</p>${links(findings, anchorOf)}
${picture(attempts, byEntry, says)}
${left === 0 ? null : html`<p class="aside">${formatCount(left, 'more attempt')}: see the JSON report.</p>`}
${tableOf(call, attempts, byEntry)}</article>`;
}
