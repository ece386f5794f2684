import { formatFigure } from '../drill-run/format-figure.ts';
import type { DrillRecord, ProbeResult } from '../model/drill-record.ts';

/** How a probe of the hypothesis differs from that of an earlier drill. */
export interface Difference {
  /** `other`: it has no bound that tells which is better. */
  readonly change: 'got better' | 'got worse' | 'same' | 'other';
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** What is read of an earlier report. */
export type Earlier = Pick<DrillRecord, 'hypothesis' | 'curves'>;

function shownOf({ figure, unit, outcome }: ProbeResult): string {
  return figure === null || unit === null ? outcome : formatFigure(figure, unit);
}

const ranks = { held: 2, inconclusive: 1, refuted: 0 } as const;

/** Above 0: better. A figure with a bound above is better when it is smaller. */
function gain(now: ProbeResult, before: ProbeResult, { curves }: Pick<DrillRecord, 'curves'>): number | null {
  if (now.figure === null || before.figure === null) return ranks[now.outcome] - ranks[before.outcome];
  const curve = curves.find(({ probe }) => probe === now.probe);
  if (curve === undefined || (curve.atLeast === null) === (curve.atMost === null)) return null;
  return curve.atMost === null ? now.figure - before.figure : before.figure - now.figure;
}

function changeOf(by: number | null): Difference['change'] {
  if (by === null) return 'other';
  if (by === 0) return 'same';
  return by > 0 ? 'got better' : 'got worse';
}

/** The probes of the hypothesis beside those of an earlier drill that have the same names and kinds. */
export function compared(record: DrillRecord, earlier: Earlier): readonly Difference[] {
  return record.hypothesis.probes.flatMap((now) => {
    const isSame = ({ probe, kind }: ProbeResult) => probe === now.probe && kind === now.kind;
    const before = earlier.hypothesis.probes.find(isSame);
    if (before === undefined) return [];
    const change = changeOf(gain(now, before, record));
    return [{ change, what: `${now.probe} (${now.kind})`, from: shownOf(before), to: shownOf(now) }];
  });
}
