import { clockTime, ticksOf } from './axis.ts';
import type { ByEntry } from './judged.ts';
import type { Bar, Lane } from './lanes.ts';
import type { Palette } from './palette.ts';
import type { Row } from './row.ts';

/** Heights in CSS pixels. */
const [axisHeight, headHeight, laneHeight] = [22, 24, 22];

/** Where things are drawn: CSS pixels, and milliseconds since the Unix epoch. */
export interface Frame {
  readonly width: number;
  readonly from: number;
  readonly to: number;
  readonly palette: Palette;
  readonly judged: ByEntry;
  readonly font: string;
}

/** Left edge of the time axis; narrow pictures have the names of calls above it. */
const gutterOf = (width: number) => (width < 520 ? 46 : 92);

/** A row of the picture: the name of a run, or one of its calls. */
interface Line {
  readonly top: number;
  readonly run: string | null;
  readonly lane: Lane | null;
}

/** The lanes below each other, each run under its name. */
export function linesOf(lanes: readonly Lane[]): {
  readonly lines: readonly Line[];
  readonly height: number;
} {
  const lines: Line[] = [];
  let top = axisHeight;
  let run: string | null | undefined;
  for (const lane of lanes) {
    if (lane.run !== run) {
      lines.push({ top, run: lane.run ?? 'connections', lane: null });
      top += headHeight;
      run = lane.run;
    }
    lines.push({ top, run: lane.run, lane });
    top += laneHeight;
  }
  return { lines, height: top + 6 };
}

class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #frame: Frame;
  readonly #left: number;

  constructor(context: CanvasRenderingContext2D, frame: Frame) {
    this.#context = context;
    this.#frame = frame;
    this.#left = gutterOf(frame.width);
  }

  colour(name: string): string {
    return this.#frame.palette[name] ?? '';
  }

  x(ms: number): number {
    const { from, to, width } = this.#frame;
    const at = this.#left + ((ms - from) / (to - from)) * (width - this.#left - 10);
    return Math.max(this.#left, Math.min(width - 10, at));
  }

  axis(height: number): void {
    const { from, to, width, font } = this.#frame;
    const context = this.#context;
    context.font = `12px ${font}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const tick of ticksOf(from, to, width - this.#left)) {
      const x = Math.round(this.x(tick)) + 0.5;
      context.fillStyle = this.colour('grid');
      context.fillRect(x, axisHeight - 2, 1, height);
      context.fillStyle = this.colour('soft');
      if (x > this.#left + 26 && x < width - 32) context.fillText(clockTime(tick), x, 9);
    }
  }

  head(name: string, top: number): void {
    const context = this.#context;
    context.textAlign = 'left';
    context.font = `600 13px ${this.#frame.font}`;
    context.fillStyle = this.colour('ink');
    context.fillText(name, 4, top + headHeight / 2 + 2, this.#frame.width - 12);
  }

  lane({ call, bars }: Lane, top: number): void {
    const context = this.#context;
    const middle = top + laneHeight / 2;
    context.textAlign = 'left';
    context.font = `12px ${this.#frame.font}`;
    context.fillStyle = this.colour('soft');
    if (call !== null) context.fillText(this.#left < 60 ? `${call}` : `call ${call}`, 12, middle);
    const inOrder = bars.toSorted((a, b) => a.from - b.from);
    for (const bar of inOrder) this.#band(bar, top);
    inOrder.forEach((bar, index) => {
      this.#wait(inOrder[index - 1], bar, middle);
    });
    for (const bar of inOrder) this.#bar(bar, middle);
  }

  /** When the attempt was allowed to come. */
  #band({ row }: Bar, top: number): void {
    const allowed = row === null ? null : this.#frame.judged.get(row.id)?.allowed;
    if (allowed === null || allowed === undefined) return;
    const [from, to] = [this.x(allowed.from), this.x(allowed.to)];
    if (to - from < 1) return;
    this.#context.fillStyle = this.colour('band');
    this.#context.fillRect(from, top + 2, to - from, laneHeight - 4);
    this.#context.fillStyle = this.colour('band-line');
    this.#context.fillRect(from, top + 2, 1.5, laneHeight - 4);
  }

  #wait(before: Bar | undefined, { from }: Bar, middle: number): void {
    if (before?.to === undefined || before.to === null || before.to >= from) return;
    const context = this.#context;
    context.strokeStyle = this.colour('mark');
    context.lineWidth = 1.5;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(this.x(before.to), middle);
    context.lineTo(this.x(from), middle);
    context.stroke();
    context.setLineDash([]);
  }

  #bar({ from, to, mark }: Bar, middle: number): void {
    const context = this.#context;
    const [x, end] = [this.x(from), this.x(to ?? this.#frame.to)];
    context.fillStyle = this.colour(to === null ? 'open' : mark === 'answered' ? 'good' : 'bar');
    context.globalAlpha = mark === 'answered' ? 0.55 : 1;
    context.beginPath();
    context.roundRect(x, middle - 4, Math.max(2, end - x), 8, to === null ? [2, 0, 0, 2] : 2);
    context.fill();
    context.globalAlpha = 1;
    // What began before the window has no mark in it.
    if (from >= this.#frame.from) this.#mark(x, middle, mark, to === null);
  }

  #mark(x: number, y: number, mark: Bar['mark'], isOpen: boolean): void {
    const context = this.#context;
    if (mark === 'early') {
      this.#cross(x, y);
      return;
    }
    context.beginPath();
    context.arc(x, y, 4.5, 0, 2 * Math.PI);
    context.fillStyle = this.colour(mark === 'answered' ? 'paper' : isOpen ? 'open' : 'mark');
    context.fill();
    if (mark !== 'answered') return;
    context.strokeStyle = this.colour('good');
    context.lineWidth = 2.5;
    context.stroke();
  }

  #cross(x: number, y: number): void {
    const context = this.#context;
    context.beginPath();
    context.arc(x, y, 7, 0, 2 * Math.PI);
    context.fillStyle = this.colour('paper');
    context.fill();
    context.strokeStyle = this.colour('bad');
    context.lineWidth = 2.5;
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(x - 4, y - 4);
    context.lineTo(x + 4, y + 4);
    context.moveTo(x + 4, y - 4);
    context.lineTo(x - 4, y + 4);
    context.stroke();
    context.lineCap = 'butt';
  }
}

/** Draws the lanes; answers their height in CSS pixels. */
export function drawLanes(
  canvas: HTMLCanvasElement,
  lanes: readonly Lane[],
  frame: Frame,
  least: number,
): void {
  const { lines, height: needed } = linesOf(lanes);
  const height = Math.max(needed, least);
  const scale = devicePixelRatio;
  const [width, high] = [Math.round(frame.width * scale), Math.round(height * scale)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, frame.width, height);
  const painter = new Painter(context, frame);
  painter.axis(height);
  for (const { top, run, lane } of lines)
    if (lane === null) painter.head(run ?? '', top);
    else painter.lane(lane, top);
}

/** How near a mark has to be to a click, in pixels. */
const reach = 12;

/** The attempt at a place of the picture. */
export function rowAt(lanes: readonly Lane[], frame: Frame, x: number, y: number): Row | null {
  const line = linesOf(lanes).lines.find(
    ({ top, lane }) => lane !== null && y >= top && y < top + laneHeight,
  );
  const { width, from, to } = frame;
  const left = gutterOf(width);
  const msPerPixel = (to - from) / (width - left - 10);
  const at = from + (x - left) * msPerPixel;
  const near = (line?.lane?.bars ?? [])
    .filter((bar) => at >= bar.from - reach * msPerPixel && at <= (bar.to ?? to) + reach * msPerPixel)
    .sort((a, b) => Math.abs(a.from - at) - Math.abs(b.from - at));
  return near.find(({ row }) => row !== null)?.row ?? null;
}
