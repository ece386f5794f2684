import { useState } from 'preact/hooks';
import type { Watching } from './app.tsx';

/** Plays another scenario where the URL names none. */
function Picker({ live }: Watching) {
  const { scenario } = live;
  const [wanted, want] = useState('');
  if (scenario === null) return null;
  const name = wanted === '' ? scenario.name : wanted;
  const play = (event: Event): void => {
    event.preventDefault();
    want('');
    void live.steer(`${name} is the default scenario now.`, 'PUT', '/scenario', { name });
  };
  return (
    <form class="picker" onSubmit={play}>
      <label>
        <span class="name">default</span>
        <select value={name} onChange={({ currentTarget: { value } }) => want(value)}>
          {scenario.known.map((each) => (
            <option key={each} value={each} selected={each === name}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" disabled={name === scenario.name}>
        Play
      </button>
    </form>
  );
}

function Stages({ live }: Watching) {
  const { stages = [], stage = null } = live.scenario ?? {};
  if (stages.length === 0) return null;
  return (
    <fieldset class="group">
      <legend>Stages</legend>
      {stages.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === stage}
          onClick={() => void live.steer(`Stage ${each} begins.`, 'PUT', '/stage', { stage: each })}
        >
          {each}
        </button>
      ))}
    </fieldset>
  );
}

export function ScenarioPanel({ live }: Watching) {
  const { scenario } = live;
  return (
    <section class="panel" aria-labelledby="scenario">
      <h2 id="scenario">Scenario</h2>
      <Picker live={live} />
      <Stages live={live} />
      {scenario !== null && (
        <p class="aside">
          {scenario.platform}, seed {scenario.seed}
        </p>
      )}
      {scenario?.blastRadius && <p class="aside">Blast radius: {scenario.blastRadius.says}</p>}
    </section>
  );
}
