import uPlot from 'uplot';
import { clockTime } from './axis.ts';
import type { PageClock } from './clock.ts';
import { type Palette, withPalette } from './palette.ts';

/** A curve: its colour, and a dash, so that colour is not needed. */
export interface Stroke {
  readonly colour: string;
  readonly dash?: number[];
}

/** What a chart shows, and how its figures are written. */
export interface Drawing {
  readonly height: number;
  readonly strokes: readonly Stroke[];
  readonly unit: (value: number) => string;
  /** Upper end of the axis, for the greatest value that is shown. */
  readonly top: (most: number) => number;
  /** Seconds since the Unix epoch, and a column for each curve. */
  readonly columns: () => uPlot.AlignedData;
}

/** Milliseconds between two pictures. */
const redrawMs = 500;

function optionsOf(drawing: Drawing, width: number, palette: () => Palette): uPlot.Options {
  const { height, strokes, unit, top } = drawing;
  const axis = {
    stroke: () => palette()['soft'] ?? '',
    font: '12px system-ui, sans-serif',
    grid: { stroke: () => palette()['grid'] ?? '', width: 1 },
    ticks: { show: false },
  };
  return {
    ...{ width, height, legend: { show: false }, cursor: { show: false }, padding: [8, 30, 0, 0] },
    scales: { x: { time: true }, y: { range: (_, __, most) => [0, top(most)] } },
    axes: [
      { ...axis, size: 28, space: 90, values: (_, at) => at.map((seconds) => clockTime(seconds * 1_000)) },
      { ...axis, size: 56, space: 34, values: (_, at) => at.map(unit) },
    ],
    series: [
      {},
      ...strokes.map(({ colour, dash }) => ({
        ...{ stroke: () => palette()[colour] ?? '', width: 2, points: { size: 4 } },
        ...(dash === undefined ? {} : { dash }),
      })),
    ],
  };
}

/** Keeps a chart at the width of its box, in the colours of the scheme, up to date. */
export function keepChart(box: HTMLElement, drawing: Drawing, clock: PageClock): () => void {
  let palette: Palette = {};
  const empty: uPlot.AlignedData = [[], ...drawing.strokes.map(() => [])];
  const chart = new uPlot(
    optionsOf(drawing, box.clientWidth, () => palette),
    empty,
    box,
  );
  const unwatch = withPalette((read) => {
    palette = read;
    chart.redraw();
  });
  const { height } = drawing;
  const sizes = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height }));
  sizes.observe(box);
  let cancel = () => {};
  const draw = (): void => {
    if (!document.hidden) chart.setData(drawing.columns());
    cancel = clock.after(redrawMs, draw);
  };
  draw();
  return () => {
    cancel();
    sizes.disconnect();
    unwatch();
    chart.destroy();
  };
}
