import type { Part } from '../config/validate.ts';
import { formatDuration } from '../lib/units.ts';
import type { DrillStage } from '../model/drill-file.ts';

/** Milliseconds that a drill may take beside its stages if the file does not say. */
const spareMs = 60_000;

const sum = (lengths: readonly number[]) => lengths.reduce((before, ms) => before + ms, 0);

/** Milliseconds that the stage lasts in any case. */
function leastOf({ length }: DrillStage): number {
  return length.kind === 'for' ? length.ms : 0;
}

/** Milliseconds that it lasts at most; `null`: any time. */
function mostOf({ length }: DrillStage): number | null {
  if (length.kind === 'for') return length.ms;
  return length.kind === 'until' ? length.atMostMs : null;
}

/** The time (ms) after which the drill is stopped; refuses one that is too short for what it bounds. */
export function capOf(part: Part, given: number | null, stages: readonly DrillStage[]): number {
  const most = stages.map(mostOf);
  const open = stages.find((_, index) => most[index] === null);
  if (given === null && !part.has('cap') && open !== undefined)
    part.refuse(
      `stage "${open.name}" has no end of its own, so the drill needs a "cap", such as cap: 10m`,
      'key',
    );
  const longest = sum(most.map((ms) => ms ?? 0));
  if (given === null) return longest + spareMs;
  const least = sum(stages.map(leastOf));
  if (given < least)
    part
      .at('cap')
      .refuse(`the stages last ${formatDuration(least)}, so the drill would never come to its end`);
  else if (given < longest)
    part.at('cap').warn(`the stages may last ${formatDuration(longest)}; the drill is stopped before that`);
  return given;
}
