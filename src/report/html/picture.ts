import { formatMs } from '../../timeline/describe.ts';
import { type Axis, axisOf, type ByEntry, isAnswered, isEarly } from '../document/calls.ts';
import type { AttemptDocument } from '../document/schema.ts';
import { percent, share, ticksOf } from './axis.ts';
import { html, type Markup, verbatim } from './markup.ts';

/** Definitions that every picture refers to. Each meaning has its own shape, so that colour is not needed. */
export const shapes: Markup = verbatim(`<svg class="shapes" width="0" height="0" aria-hidden="true"><defs>
<pattern id="band" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect class="band-ground" width="7" height="7"/><line class="band-line" y2="7"/></pattern>
<symbol id="answered" overflow="visible"><circle class="answered" r="5"/></symbol>
<symbol id="asked" overflow="visible"><circle class="asked" r="5.5"/></symbol>
<symbol id="early" overflow="visible"><circle class="halo" r="8"/>
<path class="early" d="M-5-5 5 5M5-5-5 5"/></symbol>
</defs></svg>`);

function describeBecause(because: 'retry-after' | 'backoff'): string {
  return because === 'retry-after' ? 'the answer said so' : "the platform's backoff";
}

function bandOf({ allowed }: AttemptDocument, axis: Axis): Markup | null {
  if (allowed === null) return null;
  const from = percent(allowed.fromMs, axis);
  const width = Math.round((percent(allowed.toMs, axis) - from) * 100) / 100;
  const [first, last] = [allowed.fromMs - axis.from, allowed.toMs - axis.from].map(formatMs);
  return html`<g>
<title>allowed from ${first ?? ''}, late from ${last ?? ''}: ${describeBecause(allowed.because)}</title>
<rect class="band" x="${from}%" y="5" width="${width}%" height="22" fill="url(#band)"/></g>`;
}

function waitOf({ gapMs, atMs }: AttemptDocument, axis: Axis): Markup | null {
  if (gapMs === null) return null;
  const [from, to] = [percent(atMs - gapMs, axis), percent(atMs, axis)];
  return html`<line class="wait" x1="${from}%" x2="${to}%" y1="16" y2="16"/>`;
}

function shapeOf(attempt: AttemptDocument): 'early' | 'answered' | 'asked' {
  if (isEarly(attempt)) return 'early';
  return isAnswered(attempt) ? 'answered' : 'asked';
}

function trackOf(attempt: AttemptDocument, axis: Axis): Markup {
  const { atMs, tookMs, met } = attempt;
  const from = percent(atMs, axis);
  const width = share(tookMs / axis.spanMs);
  const shape = shapeOf(attempt);
  const lines = ticksOf(axis).map(({ at }) => html`<line class="grid" x1="${at}%" x2="${at}%" y2="100%"/>`);
  return html`<div class="lane"><svg class="track" aria-hidden="true">
${lines}${bandOf(attempt, axis)}${waitOf(attempt, axis)}
<g><title>attempt ${attempt.attempt}: at ${formatMs(atMs - axis.from)}, took ${formatMs(tookMs)},
met ${met}</title>
<rect class="bar ${shape}-bar" x="${from}%" y="11" width="${width}%" height="10" rx="2"/>
<use href="#${shape}" x="${from}%" y="16"/></g></svg></div>`;
}

function describeWhen({ atMs, allowed }: AttemptDocument, { from }: Axis): string {
  const since = allowed === null ? '' : `, allowed from ${formatMs(allowed.fromMs - from)}`;
  return `at ${formatMs(atMs - from)}${since}`;
}

function rowOf(attempt: AttemptDocument, axis: Axis, findings: ByEntry): Markup {
  const problems = (findings.get(attempt.entry) ?? []).map(({ problem }) => problem);
  const wrong = problems.length === 0 ? null : html`<span class="wrong">✗ ${problems.join(', ')}</span>`;
  return html`<div class="row"><div class="words"><span class="ordinal">${attempt.attempt}</span>
<span class="met">${attempt.met}</span><span class="when">${describeWhen(attempt, axis)}</span>${wrong}</div>
${trackOf(attempt, axis)}</div>`;
}

function scaleOf(axis: Axis): Markup {
  const labels = ticksOf(axis).map(({ at, says }) => {
    const anchor = at < 4 ? 'start' : at > 92 ? 'end' : 'middle';
    return html`<text x="${at}%" y="13" text-anchor="${anchor}">${says}</text>`;
  });
  return html`<div class="row scale"><div class="words">since the first attempt</div>
<svg class="ticks" aria-hidden="true">${labels}</svg></div>`;
}

/**
 * Draws the attempts of a call below each other on one time axis. The table below it has the same times for
 * readers who cannot see it.
 */
export function picture(attempts: readonly AttemptDocument[], findings: ByEntry, says: string): Markup {
  const axis = axisOf(attempts);
  const rows = attempts.map((attempt) => rowOf(attempt, axis, findings));
  return html`<div class="picture" role="img" aria-label="${says}">${scaleOf(axis)}${rows}</div>`;
}
