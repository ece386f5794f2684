import { Attempts } from './attempts.tsx';
import { Charts } from './charts.tsx';
import { Detail } from './detail.tsx';
import { Filters } from './filters.tsx';
import { Header } from './header.tsx';
import { LanesPanel } from './lanes-panel.tsx';
import { Limits } from './limits.tsx';
import type { Live } from './live.ts';
import { Rules } from './rules.tsx';
import { ScenarioPanel } from './scenario-panel.tsx';
import { TokenForm } from './token-form.tsx';
import { UnderWay } from './under-way.tsx';
import { Verdicts } from './verdicts.tsx';

/** What every part of the page is given. */
export interface Watching {
  readonly live: Live;
}

export function App({ live }: Watching) {
  if (live.phase === 'asking') return <TokenForm live={live} />;
  return (
    <>
      <a class="skip" href="#attempts">
        Skip to the attempts
      </a>
      <Header live={live} />
      <main>
        <Filters live={live} />
        <LanesPanel live={live} />
        <div class="columns">
          <div>
            <Charts live={live} />
            <UnderWay live={live} />
            <Limits live={live} />
          </div>
          <div>
            <ScenarioPanel live={live} />
            <Rules live={live} />
          </div>
          <Verdicts live={live} />
        </div>
        <Attempts live={live} />
      </main>
      {live.chosen !== null && <Detail live={live} row={live.chosen} key={live.chosen.id} />}
    </>
  );
}
