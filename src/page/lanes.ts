import type { ShownRequest } from '../control/steering.ts';
import { endOf, firedOf, laneOf, type Mark, type Row, runName } from './row.ts';

/** An attempt on its lane, in milliseconds since the Unix epoch. */
export interface Bar {
  readonly from: number;
  /** `null`: it has not ended. */
  readonly to: number | null;
  readonly mark: Mark;
  /** `null`: it is under way, so that the journal has no entry of it. */
  readonly row: Row | null;
}

/** A call of a run. */
export interface Lane {
  /** `null`: connections. */
  readonly run: string | null;
  readonly call: number | null;
  readonly bars: Bar[];
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  /** Calls that found no room. */
  readonly left: number;
}

interface Window {
  readonly from: number;
  readonly to: number;
  readonly most: number;
}

/** Lanes by id, up to so many; the ids of those that found no room. */
class Table {
  readonly lanes = new Map<string, Lane>();
  readonly left = new Set<string>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  put(id: string, { run, call }: Pick<Lane, 'run' | 'call'>, bar: Bar): void {
    const known = this.lanes.get(id);
    if (known !== undefined) known.bars.push(bar);
    else if (this.lanes.size < this.#most) this.lanes.set(id, { run, call, bars: [bar] });
    else this.left.add(id);
  }
}

function compare(one: Lane, other: Lane): number {
  const [a, b] = [one.run ?? '', other.run ?? ''];
  return a === b ? (one.call ?? 0) - (other.call ?? 0) : a < b ? -1 : 1;
}

/** Hangs and pauses, by the names of their faults. */
const silences: ReadonlySet<string> = new Set(['hang', 'stream-stall', 'slow-first-byte', 'latency', 'drip']);

/** Faults that hold a request that is under way. */
export function heldBy({ rules }: ShownRequest): readonly string[] {
  return rules.flatMap(({ outcome, faults }) =>
    outcome === 'fired' ? faults.filter((fault) => silences.has(fault)) : [],
  );
}

export const rulesOf = ({ rules }: ShownRequest): readonly string[] => firedOf(rules);

/**
 * The calls within a window of time: those under way first, then the newest, since room is limited. `rows`
 * are in the order in which they ended.
 */
export function lanesOf(
  rows: readonly Row[],
  underWay: readonly ShownRequest[],
  marked: (row: Row) => Mark,
  { from, to, most }: Window,
): Lanes {
  const table = new Table(most);
  for (const { scenario, label, call, at } of underWay) {
    const run = runName(scenario, label);
    if (at <= to)
      table.put(laneOf(run, call), { run, call }, { from: at, to: null, mark: 'asked', row: null });
  }
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index] as Row;
    if (endOf(row) < from) break;
    if (row.at <= to) table.put(row.lane, row, { from: row.at, to: endOf(row), mark: marked(row), row });
  }
  return { lanes: [...table.lanes.values()].sort(compare), left: table.left.size };
}
