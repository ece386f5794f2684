import { type Axis, isAnswered, isEarly } from '../document/calls.ts';
import type { AttemptDocument } from '../document/schema.ts';

/** Symbols of a track; each is one column wide in every font. */
export const legend =
  '● asked   ○ answered   ✗ asked too early   ━ takes   ─ waits   ░ when a retry is allowed';

function markOf(attempt: AttemptDocument): string {
  if (isEarly(attempt)) return '✗';
  return isAnswered(attempt) ? '○' : '●';
}

/**
 * One attempt on the time axis: `──✗     ░░░░░░`. The line on the left is the client's wait before the
 * attempt.
 */
export function trackOf(attempt: AttemptDocument, axis: Axis, width: number): string {
  const { atMs, tookMs, gapMs, allowed } = attempt;
  const cells = Array.from({ length: width }, () => ' ');
  const columnOf = (ms: number) =>
    Math.max(0, Math.min(width - 1, Math.round(((ms - axis.from) / axis.spanMs) * (width - 1))));
  const draw = (from: number, to: number, mark: string, over: (cell: string) => boolean) => {
    for (let column = columnOf(from); column <= columnOf(to); column += 1)
      if (over(cells[column] ?? '')) cells[column] = mark;
  };
  if (allowed !== null) draw(allowed.fromMs, allowed.toMs, '░', () => true);
  if (gapMs !== null) draw(atMs - gapMs, atMs, '─', (cell) => cell === ' ');
  draw(atMs, atMs + tookMs, '━', () => true);
  cells[columnOf(atMs)] = markOf(attempt);
  return cells.join('').trimEnd();
}
