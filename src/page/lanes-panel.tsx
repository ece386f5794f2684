import { useEffect, useRef, useState } from 'preact/hooks';
import type { Watching } from './app.tsx';
import { drawLanes, type Frame, rowAt } from './draw-lanes.ts';
import { type Lane, lanesOf } from './lanes.ts';
import { Legend } from './legend.tsx';
import type { Live } from './live.ts';
import { type Palette, withPalette } from './palette.ts';
import { spans, timeAxis } from './span.ts';

const mostLanes = 60;

/** Milliseconds between two drawings: at least, at most, and with reduced motion. */
const [leastMs, mostMs, calmMs] = [33, 250, 2_000];

/** The picture, which is drawn beside Preact: it moves with every frame. */
class Picture {
  readonly #live: Live;
  readonly #canvas: HTMLCanvasElement;
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  #palette: Palette = {};
  #drawn: { readonly lanes: readonly Lane[]; readonly frame: Frame } | null = null;
  #drawnAt = 0;
  #request = 0;
  readonly #unwatch: () => void;

  readonly #room: HTMLElement;

  /** `room`: where it says how many calls found none. */
  constructor(live: Live, canvas: HTMLCanvasElement, room: HTMLElement) {
    this.#live = live;
    this.#room = room;
    this.#canvas = canvas;
    this.#unwatch = withPalette((palette) => {
      this.#palette = palette;
      this.#drawnAt = 0;
    });
    this.#next();
  }

  end(): void {
    cancelAnimationFrame(this.#request);
    this.#unwatch();
  }

  choose(x: number, y: number): void {
    if (this.#drawn === null) return;
    const row = rowAt(this.#drawn.lanes, this.#drawn.frame, x, y);
    if (row !== null) this.#live.choose(row);
  }

  #next(): void {
    this.#request = requestAnimationFrame((now) => {
      if (now - this.#drawnAt >= this.#interval()) {
        this.#drawnAt = now;
        this.#draw();
      }
      this.#next();
    });
  }

  /** Until the picture has moved by a pixel. */
  #interval(): number {
    const { width = 1 } = this.#drawn?.frame ?? {};
    return this.#calm.matches ? calmMs : Math.max(leastMs, Math.min(mostMs, timeAxis.spanMs / width));
  }

  #draw(): void {
    const { store, underWay, judged } = this.#live;
    const to = timeAxis.heldAt ?? this.#live.now();
    const from = to - timeAxis.spanMs;
    const held = store.view.filter.rule === '' ? underWay.requests.filter((each) => this.#isMeant(each)) : [];
    const { lanes, left } = lanesOf(store.view.rows, held, (row) => this.#live.markOf(row), {
      ...{ from, to, most: mostLanes },
    });
    const box = this.#canvas.parentElement;
    if (box === null) return;
    const font = getComputedStyle(box).fontFamily;
    const frame = { width: box.clientWidth, from, to, palette: this.#palette, judged, font };
    drawLanes(this.#canvas, lanes, frame, box.clientHeight);
    const says = left === 0 ? '' : `the latest ${mostLanes} of ${mostLanes + left} calls`;
    if (this.#room.textContent !== says) this.#room.textContent = says;
    this.#drawn = { lanes, frame };
  }

  #isMeant({ label, model, route }: { label: string; model: string | null; route: string | null }): boolean {
    const { filter } = this.#live.store.view;
    const is = (wanted: string, value: string | null) => wanted === '' || wanted === value;
    return is(filter.label, label) && is(filter.model, model) && is(filter.route, route);
  }
}

function Spans({ redraw }: { redraw(): void }) {
  return (
    <fieldset class="group">
      <legend class="unseen">Time that is shown</legend>
      {spans.map(({ ms, says }) => (
        <button
          key={ms}
          type="button"
          aria-pressed={timeAxis.spanMs === ms}
          onClick={() => {
            timeAxis.spanMs = ms;
            redraw();
          }}
        >
          {says}
        </button>
      ))}
    </fieldset>
  );
}

function Hold({ live, redraw }: Watching & { redraw(): void }) {
  const isHeld = timeAxis.heldAt !== null;
  return (
    <button
      type="button"
      aria-pressed={isHeld}
      onClick={() => {
        timeAxis.heldAt = isHeld ? null : live.now();
        redraw();
      }}
    >
      Hold
    </button>
  );
}

/** A lane for each call, on a time axis that moves. The list of attempts has the same for all readers. */
export function LanesPanel({ live }: Watching) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const room = useRef<HTMLParagraphElement>(null);
  const picture = useRef<Picture | null>(null);
  const [, redraw] = useState(0);
  useEffect(() => {
    if (canvas.current === null || room.current === null) return;
    picture.current = new Picture(live, canvas.current, room.current);
    return () => picture.current?.end();
  }, [live]);
  const isEmpty = live.store.rows.length === 0 && live.underWay.count === 0;
  return (
    <section class="panel lanes" aria-labelledby="lanes">
      <div class="bar">
        <h2 id="lanes">Calls</h2>
        <p class="aside" ref={room} />
        <Spans redraw={() => redraw((n) => n + 1)} />
        <Hold live={live} redraw={() => redraw((n) => n + 1)} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section class="scroller" tabIndex={0} aria-label="Timeline">
        <canvas
          ref={canvas}
          role="img"
          aria-label="Calls on a moving time axis; the list of attempts below has the same as text"
          onClick={({ offsetX, offsetY }) => picture.current?.choose(offsetX, offsetY)}
        />
        {isEmpty && <p class="empty">No request so far.</p>}
      </section>
      <Legend />
    </section>
  );
}
