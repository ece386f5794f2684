import { formatFigure } from '../drill-run/format-figure.ts';
import { formatDuration } from '../lib/units.ts';
import type { Curve, DrillRecord, StageRecord } from '../model/drill-record.ts';
import { html, type Markup } from '../report/html/markup.ts';

/** Size of a picture, in units of its view box. */
const [width, height, top] = [960, 150, 22];

const round = (value: number): number => Math.round(value * 10) / 10;

function band({ name, role, fromMs, toMs }: StageRecord, x: (ms: number) => number): Markup {
  const from = round(x(fromMs));
  return html`<g><rect class="stage ${role}" x="${from}" y="0"
width="${round(x(toMs) - from)}" height="${height}"/>
<text x="${from + 4}" y="14">${name}</text></g>`;
}

/** A line at a bound of the probe. */
function bound(value: number | null, y: (figure: number) => number): Markup | null {
  if (value === null) return null;
  return html`<line class="bound" x1="0" x2="${width}" y1="${round(y(value))}" y2="${round(y(value))}"/>`;
}

/** Readings with a figure as a curve, and those without as marks at the foot. */
export function curvePicture(curve: Curve, record: DrillRecord): Markup {
  const x = (ms: number) => (ms / Math.max(1, record.tookMs)) * width;
  const { readings, atLeast, atMost, unit, probe, kind } = curve;
  const figures = readings.flatMap(({ figure }) => (figure === null ? [] : [figure]));
  const most = [...figures, atLeast ?? 0, atMost ?? 0].reduce((a, b) => Math.max(a, b), 0);
  const y = (figure: number) => height - 6 - (figure / (most || 1)) * (height - top - 12);
  const points = readings.flatMap(({ atMs, figure }) =>
    figure === null ? [] : [`${round(x(atMs))},${round(y(figure))}`],
  );
  const marks = readings.map(
    ({ atMs, outcome }) =>
      html`<rect class="mark ${outcome}" x="${round(x(atMs))}"
y="${height - 4}" width="3" height="4"/>`,
  );
  const scale = unit === null || figures.length === 0 ? '' : `, up to ${formatFigure(most, unit)}`;
  return html`<figure><figcaption>${probe} (${kind}${scale})</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${probe} over ${formatDuration(record.tookMs)}">
${record.stages.map((stage) => band(stage, x))}${[bound(atLeast, y), bound(atMost, y)]}
<polyline class="curve" points="${points.join(' ')}"/>${marks}</svg></figure>`;
}
