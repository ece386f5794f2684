import { formatCount } from '../../lib/units.ts';
import { formatMs } from '../../timeline/describe.ts';
import { evidenceByCall } from '../document/calls.ts';
import type { FindingDocument, VerdictDocument } from '../document/schema.ts';
import { describeBecause, describeSource, symbols } from '../document/words.ts';
import { html, type Markup } from './markup.ts';

function evidenceList(finding: FindingDocument): Markup | null {
  const calls = [...evidenceByCall(finding)];
  if (calls.length === 0) return null;
  const items = calls.map(([call, attempts]) => {
    const each = attempts.map(({ attempt, atMs, met }) => `${attempt} at ${formatMs(atMs)}: ${met}`);
    return html`<li><span class="id">${call}</span> attempt ${each.join('; ')}</li>`;
  });
  return html`<dt>Attempts</dt><dd><ul>${items}</ul></dd>`;
}

function findingMarkup(finding: FindingDocument, isKnown: boolean, anchor: string): Markup {
  const { severity, problem, nature, id, count, says, expected, fix, check } = finding;
  const facts = [
    severity,
    nature === 'absent' ? 'never done' : null,
    count === 1 ? null : `seen ${formatCount(count, 'time')}`,
    isKnown ? 'known: it does not count' : null,
  ];
  return html`<div class="finding ${severity}" id="${anchor}" tabindex="-1">
<h4>${problem} <span class="id">${id}</span></h4>
<p class="aside">${facts.filter((fact) => fact !== null).join(', ')}</p>
<dl><dt>Seen</dt><dd class="sentence">${says}</dd>
<dt>Expected</dt><dd class="sentence">${expected.says}
<span class="source">${describeSource(expected)}</span></dd>
${evidenceList(finding)}<dt>Fix</dt><dd>${fix}</dd><dt>Check</dt><dd>${check}</dd></dl></div>`;
}

export function badge(outcome: VerdictDocument['outcome']): Markup {
  const symbol = html`<span aria-hidden="true">${symbols[outcome]}</span>`;
  return html`<span class="badge ${outcome}">${symbol} ${outcome}</span>`;
}

/** The verdict on an expectation, with its findings. */
export function verdictMarkup(
  verdict: VerdictDocument,
  known: readonly string[],
  anchorOf: (finding: FindingDocument) => string,
): Markup {
  const { outcome, expectation, summary, findings } = verdict;
  const because = describeBecause(verdict);
  // The reason of a failed verdict is the text of its worst finding; it is not printed twice.
  const repeated = findings.some(({ says }) => says === because);
  return html`<article class="verdict" data-item="verdict" data-outcome="${outcome}"
data-expectation="${expectation}" data-finding="${findings.map(({ problem }) => problem).join(' ')}">
<h3>${badge(outcome)} ${expectation}</h3>
<p class="aside">${summary}</p>${repeated ? null : html`<p class="sentence">${because}</p>`}
${findings.map((finding) => findingMarkup(finding, known.includes(finding.id), anchorOf(finding)))}
</article>`;
}
