import { useEffect, useRef } from 'preact/hooks';
import { formatMs } from '../timeline/describe.ts';
import type { Watching } from './app.tsx';
import { type Drawing, keepChart, type Stroke } from './keep-chart.ts';
import type { Live } from './live.ts';
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

interface Curve extends Stroke {
  readonly name: string;
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

/** The series of the time that the lanes show; the second that still goes on is left out. */
function seriesOf(live: Live): Series {
  const to = timeAxis.heldAt ?? live.now();
  return live.store.view.rates.between(to - timeAxis.spanMs, to);
}

const drawingOf = ({ curves, unit, least }: Plan, live: Live): Drawing => ({
  ...{ height: 140, strokes: curves, unit, top: (most) => Math.max(least, most * 1.1) },
  columns() {
    const series = seriesOf(live);
    const [first, second] = curves.map(({ of }) => [...of(series)]);
    return [[...series.at], first ?? [], second ?? []];
  },
});

function Chart({ live, plan }: Watching & { readonly plan: Plan }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(
    () => (box.current === null ? undefined : keepChart(box.current, drawingOf(plan, live), live.clock)),
    [live, plan],
  );
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
