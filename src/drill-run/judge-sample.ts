import type { Probe, ProbeTolerance, ProbeUnit } from '../model/drill-file.ts';
import type { DrillOutcome, ProbeResult } from '../model/drill-record.ts';
import type { Sample } from '../probes/probe.ts';
import { formatFigure } from './format-figure.ts';

function describeBounds({ unit, atLeast, atMost }: Extract<ProbeTolerance, { kind: 'figure' }>): string {
  const [least, most] = [atLeast, atMost].map((bound) => (bound === null ? null : formatFigure(bound, unit)));
  const said = [
    ...(least === null ? [] : [`at least ${least}`]),
    ...(most === null ? [] : [`at most ${most}`]),
  ];
  return said.join(' and ');
}

/** Whether a figure is within its tolerance, inclusively. */
function isWithin(figure: number, { atLeast, atMost }: { atLeast: number | null; atMost: number | null }) {
  return (atLeast === null || figure >= atLeast) && (atMost === null || figure <= atMost);
}

/** What a sample means for a probe: with too few samples it is inconclusive, never held. */
export function judgeSample({ id, kind, tolerance, leastSamples }: Probe, sample: Sample): ProbeResult {
  const { samples } = sample;
  const made = (outcome: DrillOutcome, figure: number | null, unit: ProbeUnit | null, says: string) => ({
    ...{ probe: id, kind, outcome, figure, unit, samples, says },
  });
  if (sample.kind === 'own' || tolerance.kind === 'own') {
    const [outcome, says] =
      sample.kind === 'own' ? ([sample.outcome, sample.says] as const) : (['inconclusive', ''] as const);
    const few = `${samples} samples, of ${leastSamples} that it takes: ${says}`;
    return samples < leastSamples ? made('inconclusive', null, null, few) : made(outcome, null, null, says);
  }
  const { figure } = sample;
  const { unit } = tolerance;
  const bounds = `expected ${describeBounds(tolerance)}`;
  if (figure === null || samples < leastSamples) {
    const found = figure === null ? 'nothing to measure' : formatFigure(figure, unit);
    const says = `${found} (${bounds}), from ${samples} samples, of ${leastSamples} that it takes`;
    return made('inconclusive', figure, unit, says);
  }
  const says = `${formatFigure(figure, unit)} (${bounds}), from ${samples} samples`;
  return made(isWithin(figure, tolerance) ? 'held' : 'refuted', figure, unit, says);
}

/** The worst outcome: one refuted refutes, one open leaves open. */
export function worstOf(outcomes: readonly DrillOutcome[]): DrillOutcome {
  if (outcomes.includes('refuted')) return 'refuted';
  return outcomes.length === 0 || outcomes.includes('inconclusive') ? 'inconclusive' : 'held';
}
