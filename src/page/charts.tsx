import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { formatMs } from '../timeline/describe.ts';
import type { Watching } from './app.tsx';
import { clockTime } from './axis.ts';
import type { Live } from './live.ts';
import { type Palette, withPalette } from './palette.ts';
import type { Series } from './rates.ts';
import { timeAxis } from './span.ts';

/** A chart of two curves: what they are, and how its figures are written. */
interface Plan {
  readonly title: string;
  readonly curves: readonly [Curve, Curve];
  readonly unit: (value: number) => string;
  /** Least upper end of the axis. */
  readonly least: number;
}

interface Curve {
  readonly name: string;
  readonly colour: string;
  /** Drawn dashed, so that colour is not needed. */
  readonly dash?: number[];
  readonly of: (series: Series) => readonly (number | null)[];
}

const plans: readonly Plan[] = [
  {
    title: 'Requests a second',
    curves: [
      { name: 'requests', colour: 'mark', of: ({ requests }) => requests },
      { name: 'faulted', colour: 'bad', dash: [5, 3], of: ({ faults }) => faults },
    ],
    unit: (value) => String(Math.round(value * 10) / 10),
    least: 4,
  },
  {
    title: 'Latency',
    curves: [
      { name: 'median', colour: 'mark', of: ({ median }) => median },
      { name: '95 of 100', colour: 'link', dash: [5, 3], of: ({ slow }) => slow },
    ],
    unit: formatMs,
    least: 20,
  },
];

const height = 140;

function optionsOf({ curves, unit, least }: Plan, width: number, palette: () => Palette): uPlot.Options {
  const axis = {
    stroke: () => palette()['soft'] ?? '',
    font: '12px system-ui, sans-serif',
    grid: { stroke: () => palette()['grid'] ?? '', width: 1 },
    ticks: { show: false },
  };
  return {
    ...{ width, height, legend: { show: false }, cursor: { show: false }, padding: [8, 30, 0, 0] },
    scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(least, most * 1.1)] } },
    axes: [
      { ...axis, size: 28, space: 90, values: (_, at) => at.map((seconds) => clockTime(seconds * 1_000)) },
      { ...axis, size: 56, space: 34, values: (_, at) => at.map(unit) },
    ],
    series: [
      {},
      ...curves.map(({ colour, dash }) => ({
        ...{ stroke: () => palette()[colour] ?? '', width: 2, points: { size: 4 } },
        ...(dash === undefined ? {} : { dash }),
      })),
    ],
  };
}

/** The series of the time that the lanes show; the second that still goes on is left out. */
function seriesOf(live: Live): Series {
  const to = timeAxis.heldAt ?? live.now();
  return live.store.view.rates.between(to - timeAxis.spanMs, to);
}

/** Keeps a chart at the width of its box, in the colours of the scheme, up to date. */
function keepChart(box: HTMLElement, plan: Plan, live: Live): () => void {
  let palette: Palette = {};
  const chart = new uPlot(
    optionsOf(plan, box.clientWidth, () => palette),
    [[], [], []],
    box,
  );
  const unwatch = withPalette((read) => {
    palette = read;
    chart.redraw();
  });
  const sizes = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height }));
  sizes.observe(box);
  let cancel = () => {};
  const draw = (): void => {
    const series = seriesOf(live);
    const [first, second] = plan.curves.map(({ of }) => [...of(series)]);
    if (!document.hidden) chart.setData([[...series.at], first ?? [], second ?? []]);
    cancel = live.clock.after(500, draw);
  };
  draw();
  return () => {
    cancel();
    sizes.disconnect();
    unwatch();
    chart.destroy();
  };
}

function Chart({ live, plan }: Watching & { readonly plan: Plan }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current === null ? undefined : keepChart(box.current, plan, live)), [live, plan]);
  const series = seriesOf(live);
  return (
    <figure>
      <figcaption>
        <h3>{plan.title}</h3>
        {plan.curves.map(({ name, dash, colour, of }) => {
          const last = of(series).findLast((value) => value !== null);
          return (
            <span key={name} class={`curve ${colour}`}>
              <i class={dash === undefined ? 'shape stroke' : 'shape stroke dashed'} /> {name}{' '}
              <b>{last === undefined || last === null ? '–' : plan.unit(last)}</b>
            </span>
          );
        })}
      </figcaption>
      <div class="chart" ref={box} aria-hidden="true" />
    </figure>
  );
}

export function Charts({ live }: Watching) {
  return (
    <section class="panel" aria-labelledby="charts">
      <h2 id="charts">Rates</h2>
      {plans.map((plan) => (
        <Chart key={plan.title} live={live} plan={plan} />
      ))}
    </section>
  );
}
