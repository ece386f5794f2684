import type { ShownRule } from '../control/steering.ts';
import type { Watching } from './app.tsx';
import { rulesOf } from './lanes.ts';
import type { RuleScope } from './live.ts';

function Switch({ live, rule: { id, state } }: Watching & { readonly rule: ShownRule }) {
  const next = state === 'on' ? 'off' : 'on';
  const path = `/rules/${encodeURIComponent(id)}`;
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={state === 'on'}
      aria-label={`Rule ${id}`}
      onClick={() => void live.steer(`Rule ${id} is ${next}.`, 'PATCH', path, { ...live.scope, state: next })}
    >
      <span aria-hidden="true">{state}</span>
    </button>
  );
}

function RuleLine({ live, rule }: Watching & { readonly rule: ShownRule }) {
  const { id, when, injects, origin } = rule;
  const held = live.underWay.requests.filter((request) => rulesOf(request).includes(id)).length;
  const fired = (live.store.fired.get(id) ?? 0) + held;
  return (
    <li class={rule.state}>
      <Switch live={live} rule={rule} />
      <div>
        <b>{id}</b> <span class="aside">{fired === 0 ? 'not fired so far' : `fired ${fired}×`}</span>
        <br />
        <span class="aside">
          {when}: {injects.join(', then ')}
          {origin === 'control' ? '; added while it ran' : ''}
        </span>
      </div>
    </li>
  );
}

/** Whose rules are meant: a label may have rules of its own. */
function Scope({ live }: Watching) {
  const runs: readonly (readonly [string, RuleScope])[] = [...live.store.runs];
  if (runs.length === 0) return null;
  return (
    <label>
      <span class="name">of</span>
      <select
        onChange={({ currentTarget: { value } }) =>
          void live.look(live.store.runs.get(value) ?? { scenario: '', label: '' })
        }
      >
        <option value="">the default scenario, every label</option>
        {runs.map(([name]) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Rules({ live }: Watching) {
  return (
    <section class="panel" aria-labelledby="rules">
      <h2 id="rules">Rules</h2>
      <Scope live={live} />
      {live.rules.length === 0 && <p class="aside">None: every answer is healthy.</p>}
      <ul class="plain rules">
        {live.rules.map((rule) => (
          <RuleLine key={rule.id} live={live} rule={rule} />
        ))}
      </ul>
    </section>
  );
}
