import { hash } from 'node:crypto';
import { rfc3339 } from '../lib/clock.ts';
import { formatDuration } from '../lib/units.ts';
import type { ProbeResult, StageRecord } from '../model/drill-record.ts';
import { html as markup, verbatim } from '../report/html/markup.ts';
import type { DrillReport } from './drill-report.ts';
import { curvePicture } from './picture.ts';
import { style } from './style.ts';
import {
  describeDifference,
  describeExit,
  describeHeldBack,
  describeLast,
  describeProbe,
  describeStop,
  symbols,
} from './words.ts';

/** Nothing is loaded, sent or run. */
const policy = `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'`;

const list = (lines: readonly string[]) =>
  lines.length === 0 ? null : markup`<ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;

const row = ({ name, role, fromMs, toMs, asked, requests, hit, heldBack, end }: StageRecord) =>
  markup`<tr><th scope="row">${name}</th><td>${role}</td>
<td>${formatDuration(toMs - fromMs)}</td><td>${end}</td>
<td>${asked.join('; ') || 'nothing'}</td><td>${requests}</td><td>${hit}</td>
<td>${describeHeldBack(heldBack)}</td></tr>`;

const heads = ['Stage', 'Role', 'Took', 'Ended by', 'Asked for', 'Requests', 'Hit', 'Held back'];

const said = (of: string, results: readonly ProbeResult[]) =>
  results.map((result) => `${of}: ${describeProbe(result)}`);

export const html: DrillReport = {
  name: 'html',
  endings: ['.html'],
  summary: 'one page with the probes as curves over the stages',
  write({ record, compared }) {
    const { title, at, hypothesis, stages, steadyState, remains, figures, doubts, outcome, curves } = record;
    const stop = describeStop(record);
    return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${outcome}: ${title}</title><style>${verbatim(style)}</style></head><body><main>
<h1>${symbols[outcome]} ${title}: ${outcome}</h1>
<p>${rfc3339(at)}, ${formatDuration(record.tookMs)}, ${record.gateways.join(', ')}.
${describeExit(record)}</p>
${stop === null ? null : markup`<p><strong>${stop}</strong></p>`}
<h2>Hypothesis: ${hypothesis.outcome}</h2><p>${hypothesis.says}</p>
${list(hypothesis.probes.map(describeProbe))}
<h2>Stages</h2><table><thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${stages.map(row)}</tbody></table>${list(stages.flatMap(({ name, probes }) => said(name, probes)))}
<h2>Probes over time</h2>${curves.map((curve) => curvePicture(curve, record))}
<h2>Steady state</h2>
${list([...said('before', steadyState.before), ...said('after', steadyState.after)])}
<h2>Reach and end</h2>${list([
      `Hit ${figures.hit}; the blast radius held back: ${describeHeldBack(figures.heldBack)}.`,
      describeLast(record),
      `What remains: ${remains.says}.`,
      ...doubts.map((doubt) => `Open: ${doubt}.`),
    ])}
${
  compared.length === 0
    ? null
    : markup`<h2>Beside the earlier drill</h2>
${list(compared.map(describeDifference))}`
}
</main></body></html>
`.markup;
  },
};
