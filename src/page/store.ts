import type { Entry, NoticeEntry } from '../model/entry.ts';
import type { Filter, FilterName } from './filter.ts';
import { type Row, rowOf } from './row.ts';
import { View } from './view.ts';

/** Most attempts that are kept; the oldest make room. */
export const maxRows = 10_000;

/** Most characters of bodies, where the gateway keeps bodies. */
const maxText = 16 * 1_048_576;

const textOf = ({ entry }: Row): number => (entry.kind === 'request' ? (entry.body?.text.length ?? 0) : 0);

/** Most values of a filter that are offered. */
const maxValues = 200;

type Choices = Readonly<Record<Exclude<FilterName, 'text'>, ReadonlySet<string>>>;

const noChoices = () => ({
  label: new Set<string>(),
  model: new Set<string>(),
  route: new Set<string>(),
  rule: new Set<string>(),
});

function keep(values: Set<string>, value: string): void {
  if (value !== '' && values.size < maxValues) values.add(value);
}

/** What the page knows of the journal. Plain data: it is drawn when the browser next paints. */
export class Store {
  readonly view = new View();
  readonly #rows: Row[] = [];
  #text = 0;
  #choices = noChoices();
  /** Injections that were seen, by id of the rule. */
  readonly fired = new Map<string, number>();
  /** Names of runs: `SCENARIO.LABEL`. */
  readonly runs = new Map<string, { readonly scenario: string; readonly label: string }>();
  /** Number of the last entry. */
  last = 0;
  /** The latest one. */
  notice: NoticeEntry | null = null;

  get rows(): readonly Row[] {
    return this.#rows;
  }

  get choices(): Choices {
    return this.#choices;
  }

  /** Numbers that begin again are those of a gateway that began anew: what was there is of another one. */
  add(entries: readonly Entry[]): void {
    if ((entries[0]?.id ?? Number.POSITIVE_INFINITY) <= this.last) this.clear();
    const rows: Row[] = [];
    for (const entry of entries) {
      this.last = entry.id;
      if (entry.kind === 'notice') this.notice = entry;
      const row = rowOf(entry);
      if (row !== null) rows.push(row);
    }
    for (const row of rows) this.#note(row);
    this.#rows.push(...rows);
    this.view.add(rows);
    this.#makeRoom();
  }

  show(filter: Filter): void {
    this.view.set(filter, this.#rows);
  }

  find(id: number): Row | null {
    return this.#rows.find((row) => row.id === id) ?? null;
  }

  clear(): void {
    this.#rows.length = 0;
    this.#text = 0;
    this.#choices = noChoices();
    this.fired.clear();
    this.runs.clear();
    this.notice = null;
    this.last = 0;
    this.show(this.view.filter);
  }

  #note(row: Row): void {
    const { entry, label, model, route, run, rules } = row;
    this.#text += textOf(row);
    keep(this.#choices.label, label);
    keep(this.#choices.model, model);
    keep(this.#choices.route, route);
    for (const rule of rules) {
      keep(this.#choices.rule, rule);
      this.fired.set(rule, (this.fired.get(rule) ?? 0) + 1);
    }
    if (run !== null && entry.kind === 'request' && this.runs.size < maxValues)
      this.runs.set(run, { scenario: entry.scenario, label });
  }

  #makeRoom(): void {
    let gone = Math.max(0, this.#rows.length - maxRows);
    for (const row of this.#rows.slice(0, gone)) this.#text -= textOf(row);
    while (this.#text > maxText && gone < this.#rows.length - 1) {
      this.#text -= textOf(this.#rows[gone] as Row);
      gone += 1;
    }
    if (gone === 0) return;
    this.#rows.splice(0, gone);
    this.view.forget(this.#rows[0]?.id ?? 0);
  }
}
