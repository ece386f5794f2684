/**
 * A second, simpler implementation of each stream fault: works on the whole stream, as text in which one
 * character is one byte, split into lines.
 */
export interface Piece {
  readonly text: string;
  readonly isEvent: boolean;
  /** Whether an event may begin after it. */
  readonly isOver: boolean;
}

/** A stream after a fault. */
export interface Outcome {
  readonly pieces: readonly Piece[];
  readonly end: 'end' | 'damaged' | 'fin' | 'rst';
}

export type Position = { readonly frames: number } | { readonly bytes: number } | 'never';

const mark = '\xef\xbb\xbf';

/**
 * Cuts after blank lines. A blank CR LF counts as two line ends if the line before it did not end with CR LF,
 * because the splitter does not wait for the LF there.
 */
export function piecesOf(stream: string): Piece[] {
  const pieces: Piece[] = [];
  let [start, hasField, endBefore] = [0, false, ''];
  for (const { index, 1: line = '', 2: end = '' } of stream.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)) {
    const text = index === 0 && line.startsWith(mark) ? line.slice(mark.length) : line;
    if (end === '') {
      const rest = stream.slice(start);
      if (rest !== '') pieces.push({ text: rest, isEvent: false, isOver: false });
      break;
    }
    if (text !== '') {
      hasField ||= !text.startsWith(':');
      endBefore = end;
      continue;
    }
    const blank = end === '\r\n' && endBefore !== '\r\n' ? '\r' : end;
    const cut = index + line.length + blank.length;
    pieces.push({ text: stream.slice(start, cut), isEvent: hasField, isOver: true });
    [start, hasField, endBefore] = [cut, false, end];
  }
  return pieces;
}

const dataField = /^(?:\xef\xbb\xbf)?data(?:: ?|$)/;

function linesOf(event: string): string[] {
  return event.split(/(?<=\n|\r(?!\n))/);
}

function bare(line: string): string {
  return line.replace(/[\r\n]+$/, '');
}

export function dataOf(event: string): string | null {
  const lines = linesOf(event).map(bare);
  const data = lines.filter((line) => dataField.test(line)).map((line) => line.replace(dataField, ''));
  return data.length === 0 ? null : Buffer.from(data.join('\n'), 'latin1').toString();
}

/** The event with `data` instead of all its data. */
export function withData(event: string, data: string): string {
  const encoded = Buffer.from(data).toString('latin1').split('\n');
  const lines = linesOf(event);
  const first = lines.findIndex((line) => dataField.test(bare(line)));
  return lines
    .map((line, index) => {
      if (!dataField.test(bare(line))) return line;
      if (index !== first) return '';
      const end = line.slice(bare(line).length);
      const field = (dataField.exec(bare(line))?.[0] ?? '').replace(/data$/, 'data: ');
      return encoded.map((value, row) => (row === 0 ? field : 'data: ') + value + end).join('');
    })
    .join('');
}

/** The event with a change to the last of the data lines that match `has`. */
export function withLastData(event: string, has: RegExp, change: (line: string) => string): string {
  const lines = linesOf(event);
  const last = lines.findLastIndex((line) => dataField.test(bare(line)) && has.test(line));
  return lines.map((line, index) => (index === last ? change(line) : line)).join('');
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

/** Number of pieces up to the position, including a piece that it cuts; `null`: never reached. */
function reach(pieces: readonly Piece[], position: Position): number | null {
  if (position === 'never') return null;
  if ('frames' in position) {
    if (position.frames === 0) return 0;
    const events = [...pieces.keys()].filter((index) => pieces[index]?.isEvent);
    const last = events[position.frames - 1];
    return last === undefined ? null : last + 1;
  }
  for (let count = 0; count <= pieces.length; count += 1)
    if (textOf(pieces.slice(0, count)).length >= position.bytes) return count;
  return null;
}

/** The stream up to exactly the position. */
export function cut(pieces: readonly Piece[], position: Position, end: Outcome['end']): Outcome {
  const count = reach(pieces, position);
  if (count === null) return { pieces, end: 'end' };
  const before = pieces.slice(0, count);
  const excess = position !== 'never' && 'bytes' in position ? textOf(before).length - position.bytes : 0;
  if (excess === 0) return { pieces: before, end };
  const last = before.at(-1)?.text ?? '';
  const half = { text: last.slice(0, last.length - excess), isEvent: false, isOver: false };
  return { pieces: [...before.slice(0, -1), half], end };
}

/** The stream with a text inserted after the position, between two events. */
export function insert(
  pieces: readonly Piece[],
  position: Position,
  text: string,
  then: 'end' | 'done' | 'continue',
): Outcome {
  const count = reach(pieces, position);
  if (count === null || pieces[count - 1]?.isOver === false) return { pieces, end: 'end' };
  const event = { text, isEvent: true, isOver: true };
  const before = [...pieces.slice(0, count), event];
  if (then === 'continue') return { pieces: [...before, ...pieces.slice(count)], end: 'end' };
  const done = { ...event, text: 'data: [DONE]\n\n' };
  return { pieces: then === 'done' ? [...before, done] : before, end: 'damaged' };
}

/** Replaces the first event after the position for which `change` returns a text. */
export function changeNext(
  pieces: readonly Piece[],
  position: Position,
  change: (event: string) => Piece | null,
): Outcome {
  const from = reach(pieces, position) ?? pieces.length;
  for (const [index, { text, isEvent }] of pieces.entries()) {
    const changed = index >= from && isEvent ? change(text) : null;
    if (changed !== null)
      return { pieces: [...pieces.slice(0, index), changed, ...pieces.slice(index + 1)], end: 'end' };
  }
  return { pieces, end: 'end' };
}

/** Replaces every event by the result of `change`, which gets its number (from 1). */
export function changeEach(
  pieces: readonly Piece[],
  change: (event: Piece, ordinal: number) => readonly Piece[],
): Outcome {
  let ordinal = 0;
  const changed = pieces.flatMap((piece) => {
    if (!piece.isEvent) return [piece];
    ordinal += 1;
    return change(piece, ordinal);
  });
  return { pieces: changed, end: 'end' };
}

/** Moves picked events after the next event, or after all comments if there is no next event. */
export function swap(pieces: readonly Piece[], isPicked: (ordinal: number) => boolean): Outcome {
  const order = [...pieces];
  const events = pieces.filter(({ isEvent }) => isEvent);
  const last = pieces.findLast(({ isOver }) => isOver);
  for (let ordinal = 1; ordinal <= events.length; ordinal += 1) {
    const event = events[ordinal - 1];
    const next = events[ordinal] ?? last;
    if (!isPicked(ordinal) || event === undefined || next === undefined || next === event) continue;
    order.splice(order.indexOf(event), 1);
    order.splice(order.indexOf(next) + 1, 0, event);
    ordinal += 1;
  }
  return { pieces: order, end: 'end' };
}
