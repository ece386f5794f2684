// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out the lines that are not seen
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid hears the keys for its rows
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatMs } from '../timeline/describe.ts';
import type { Watching } from './app.tsx';
import { preciseTime } from './axis.ts';
import type { Live } from './live.ts';
import type { Row } from './row.ts';
import { rowHeight, scrolledTo, sliceOf } from './windowing.ts';

interface Column {
  readonly name: string;
  readonly of: (row: Row, live: Live) => string;
}

/** Those that a narrow screen leaves out are named in the style sheet. */
const columns: readonly Column[] = [
  { name: 'at', of: ({ at }) => preciseTime(at) },
  { name: 'status', of: ({ status }) => String(status ?? '–') },
  { name: 'run', of: ({ run }) => run ?? '–' },
  { name: 'attempt', of: ({ attempt }) => attempt },
  { name: 'met', of: ({ id, met }, { judged }) => judged.get(id)?.met ?? met },
  { name: 'model', of: ({ model, route }) => model || route || '–' },
  { name: 'rules', of: ({ rules }) => rules.join(', ') || '–' },
  { name: 'took', of: ({ tookMs }) => formatMs(tookMs) },
];

/** What goes before the met: the marks of the pictures. */
const shapes = { answered: 'answered', asked: 'asked', early: 'early' } as const;

interface LineProps extends Watching {
  readonly row: Row;
  readonly index: number;
  readonly isActive: boolean;
}

const lineId = (row: Row) => `attempt-${row.id}`;

function Line({ live, row, index, isActive }: LineProps) {
  const mark = live.markOf(row);
  return (
    <div
      role="row"
      id={lineId(row)}
      class="entry"
      aria-rowindex={index + 2}
      aria-selected={isActive}
      style={{ top: `${index * rowHeight}px` }}
      onClick={() => live.choose(row)}
    >
      {columns.map(({ name, of }, at) => (
        <span key={name} role="gridcell" class={`cell ${name}`} aria-colindex={at + 1}>
          {name === 'met' && <i class={`shape ${shapes[mark]}`}>{mark === 'early' ? '×' : ''}</i>}
          {name === 'met' && mark === 'early' ? `too early; ${of(row, live)}` : of(row, live)}
        </span>
      ))}
    </div>
  );
}

function Head() {
  return (
    <div role="row" class="entry head" aria-rowindex={1}>
      {columns.map(({ name }, at) => (
        <span key={name} role="columnheader" class={`cell ${name}`} aria-colindex={at + 1}>
          {name}
        </span>
      ))}
    </div>
  );
}

/** By how many lines a key moves. */
const moves: Readonly<Record<string, number>> = {
  ...{ ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 },
  ...{ Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY },
};

/** Newest first: index in the list to row. */
const rowAtIndex = (rows: readonly Row[], index: number): Row | undefined => rows[rows.length - 1 - index];

function indexOfId(rows: readonly Row[], id: number | null): number {
  const found = id === null ? -1 : rows.findLastIndex((row) => row.id === id);
  return found < 0 ? -1 : rows.length - 1 - found;
}

/** Where the list is scrolled to. New lines come in above; a reader who has scrolled is kept in place. */
function useScroll(live: Live) {
  const box = useRef<HTMLDivElement>(null);
  const added = useRef(0);
  // Known from events: reading it from the element would make the browser lay out the page for every frame.
  const top = useRef(0);
  const [height, setHeight] = useState(400);
  const [, draw] = useState(0);
  const now = live.store.view.added;
  useEffect(() => {
    if (box.current === null) return;
    const sizes = new ResizeObserver(([entry]) => setHeight(entry?.contentRect.height ?? 0));
    sizes.observe(box.current);
    return () => sizes.disconnect();
  }, []);
  useLayoutEffect(() => {
    const came = now - added.current;
    added.current = now;
    if (came === 0 || top.current === 0) return;
    top.current = came < 0 ? 0 : top.current + came * rowHeight;
    box.current?.scrollTo({ top: top.current });
  }, [now]);
  const scrolled = (): void => {
    top.current = box.current?.scrollTop ?? 0;
    draw(top.current);
  };
  return { box, top: top.current, height, scrolled };
}

/** Every attempt, newest first; only the lines that are seen are in the document. */
export function Attempts({ live }: Watching) {
  const { rows } = live.store.view;
  const { box, top, height, scrolled } = useScroll(live);
  const [active, setActive] = useState<number | null>(null);
  const { first, last } = sliceOf(rows.length, top, height);
  const at = indexOfId(rows, active);
  const drawn = Array.from({ length: last - first }, (_, n) => first + n);
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rowAtIndex(rows, at);
    if ((event.key === 'Enter' || event.key === ' ') && row !== undefined) live.choose(row);
    else if (moves[event.key] === undefined) return;
    else move(moves[event.key] ?? 0);
    event.preventDefault();
  };
  const move = (by: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, at + by));
    setActive(rowAtIndex(rows, next)?.id ?? null);
    box.current?.scrollTo({ top: scrolledTo(next, top, height - rowHeight) });
  };
  return (
    <section class="panel" aria-labelledby="attempts">
      <div class="bar">
        <h2 id="attempts">Attempts</h2>
        <p class="aside count">
          {rows.length} of {live.store.rows.length}; the newest first
        </p>
      </div>
      <div
        ref={box}
        class="grid"
        role="grid"
        tabIndex={0}
        aria-labelledby="attempts"
        aria-describedby="attempts-help"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        {...(at >= first && at < last ? { 'aria-activedescendant': `attempt-${active}` } : {})}
        onScroll={scrolled}
        onKeyDown={onKeyDown}
      >
        <Head />
        {rows.length > 0 && (
          <div role="rowgroup" class="lines" style={{ height: `${rows.length * rowHeight}px` }}>
            {drawn.map((index) => {
              const row = rowAtIndex(rows, index);
              return (
                row && <Line key={row.id} live={live} row={row} index={index} isActive={row.id === active} />
              );
            })}
          </div>
        )}
      </div>
      <p class="aside" id="attempts-help">
        Arrow keys choose an attempt, Enter opens it.
      </p>
    </section>
  );
}
