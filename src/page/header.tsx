import type { Watching } from './app.tsx';
import type { LinkState } from './events.ts';

const links: Readonly<Record<LinkState, string>> = {
  connecting: 'connecting',
  live: 'live',
  broken: 'cut off, tries again',
  refused: 'refused',
};

/** Seconds over which the rates of the header are averaged. */
const averaged = 5;

function Figure({ value, of }: { readonly value: string | number; readonly of: string }) {
  return (
    <div class="figure">
      <dd>{value}</dd>
      <dt>{of}</dt>
    </div>
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const rate = (values: readonly number[]) => (Math.round((sum(values) / averaged) * 10) / 10).toString();

function Figures({ live }: Watching) {
  const { requests, faults } = live.store.view.rates.between(live.now() - (averaged + 1) * 1_000, live.now());
  return (
    <dl class="figures">
      <Figure value={rate(requests.slice(-averaged))} of="requests/s" />
      <Figure value={rate(faults.slice(-averaged))} of="faulted/s" />
      <Figure value={live.underWay.count} of="under way" />
      <Figure value={live.underWay.hanging} of="hang" />
    </dl>
  );
}

/** Faults that something else than a press has stopped go on with a reason alone. */
function Release({ live }: Watching) {
  return (
    <form
      class="release"
      onSubmit={(event) => {
        event.preventDefault();
        const reason = String(new FormData(event.currentTarget).get('reason'));
        void live.steer('Faults go on.', 'POST', '/faults/resume', { reason });
      }}
    >
      <input name="reason" required aria-label="Why faults may go on" placeholder="Why they may go on" />
      <button type="submit" class="big resume">
        Release faults
      </button>
    </form>
  );
}

/** Stops every fault, or lets them go on. */
function Stop({ live }: Watching) {
  if (live.scenario?.latch?.release === 'needs-reason') return <Release live={live} />;
  if (live.scenario?.faults === 'stopped')
    return (
      <button
        type="button"
        class="big resume"
        onClick={() => void live.steer('Faults go on.', 'POST', '/faults/resume')}
      >
        Resume faults
      </button>
    );
  return (
    <button
      type="button"
      class="big stop"
      onClick={() => void live.steer('Every fault is stopped.', 'POST', '/faults/stop')}
    >
      Stop all faults
    </button>
  );
}

export function Header({ live }: Watching) {
  const { scenario, link, said } = live;
  const stopped = scenario?.faults === 'stopped';
  return (
    <header>
      <div class="top">
        <div>
          <p class="brand">
            badgateway <span class={`state ${link}`}>{links[link]}</span>
          </p>
          <h1>{scenario === null ? 'Live' : scenario.title}</h1>
        </div>
        <Figures live={live} />
        <Stop live={live} />
      </div>
      {stopped && (
        <p class="banner">
          Every fault is stopped: requests get healthy answers until faults are resumed.
          {scenario.latch?.reason != null && ` Stopped by ${scenario.latch.by}: ${scenario.latch.reason}`}
        </p>
      )}
      {scenario?.drill != null && (
        <p class="banner">
          Drill {scenario.drill.name}
          {scenario.drill.stage === null ? '' : `, stage ${scenario.drill.stage}`}
        </p>
      )}
      <p class="said" role="status">
        {said}
      </p>
    </header>
  );
}
