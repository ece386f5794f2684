import type { Watching } from './app.tsx';
import { type FilterName, isNarrow, noFilter } from './filter.ts';

const names = ['label', 'model', 'route', 'rule'] as const satisfies readonly FilterName[];

function Choice({ live, name }: Watching & { readonly name: (typeof names)[number] }) {
  const { choices, view } = live.store;
  const values = [...choices[name]].sort();
  const chosen = view.filter[name];
  return (
    <label>
      <span class="name">{name}</span>
      <select
        value={chosen}
        onChange={({ currentTarget: { value } }) => live.show({ ...view.filter, [name]: value })}
      >
        <option value="">every</option>
        {values.map((value) => (
          <option key={value} value={value} selected={value === chosen}>
            {value}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What is drawn and listed; the verdicts and rules are of everything. */
export function Filters({ live }: Watching) {
  const { filter } = live.store.view;
  return (
    <search class="filters" aria-label="Filter">
      {names.map((name) => (
        <Choice key={name} live={live} name={name} />
      ))}
      <label>
        <span class="name">text</span>
        <input
          type="search"
          value={filter.text}
          placeholder="URL, client, 429, …"
          onInput={({ currentTarget: { value } }) => live.show({ ...filter, text: value })}
        />
      </label>
      {isNarrow(filter) && (
        <button type="button" onClick={() => live.show(noFilter)}>
          Show all
        </button>
      )}
    </search>
  );
}
