import { formatDuration } from '../lib/units.ts';
import type { DrillStage, StageLength } from '../model/drill-file.ts';
import { describeLength, startsOf } from './describe.ts';

/** Columns of all bands together. */
const columns = 48;

/** Milliseconds for which a stage stands that has no bound, where no other one has a length either. */
const assumedMs = 60_000;

function boundOf(length: StageLength): number | null {
  if (length.kind === 'for') return length.ms;
  return length.kind === 'until' ? length.atMostMs : null;
}

/** Lengths to draw: one that is not known is as long as the others are on the average. */
function drawnLengths(stages: readonly DrillStage[]): readonly number[] {
  const bounds = stages.map(({ length }) => boundOf(length));
  const known = bounds.filter((ms) => ms !== null);
  const mean = known.reduce((sum, ms) => sum + ms, 0) / known.length;
  return bounds.map((ms) => ms ?? (known.length === 0 ? assumedMs : mean));
}

/** Every stage has a column at least; its end says whether it is fixed. */
function band({ role, length }: DrillStage, width: number): string {
  const cell = role === 'inject' ? '█' : '░';
  return length.kind === 'for' ? cell.repeat(width) : `${cell.repeat(width - 1)}>`;
}

const sayTime = (ms: number): string => (ms === 0 ? '0s' : formatDuration(ms));

function saysWhen(length: StageLength, start: number | null): string {
  if (start === null) return `then ${describeLength(length)}`;
  if (length.kind === 'for') return `${sayTime(start)} to ${sayTime(start + length.ms)}`;
  return `${sayTime(start)}, ${describeLength(length)}`;
}

/**
 * The stages as bands to scale, one a line; dark where faults act, `>` where the end is not fixed.
 *
 *     baseline  ░░░░░░░░░░                                        0s to 1m
 *     inject              ████████████████████                    1m to 3m
 *     recovery                                ░░░░░░░░>           3m, until success is held, at most 1m
 */
export function drawStages(stages: readonly DrillStage[]): readonly string[] {
  const lengths = drawnLengths(stages);
  const scale = columns / lengths.reduce((sum, ms) => sum + ms, 0);
  const names = Math.max(...stages.map(({ name }) => name.length));
  const starts = startsOf(stages);
  let [drawn, from] = [0, 0];
  return stages.map((stage, index) => {
    drawn += lengths[index] ?? 0;
    const to = Math.max(from + 1, Math.round(drawn * scale));
    const bar = `${' '.repeat(from)}${band(stage, to - from)}`.padEnd(columns + 2);
    from = to;
    const confirmed = stage.begins === 'confirmed' ? ', when a person agrees' : '';
    return `${stage.name.padEnd(names)}  ${bar}${saysWhen(stage.length, starts[index] ?? null)}${confirmed}`;
  });
}
