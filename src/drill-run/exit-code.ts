import type { DrillExitCode, DrillOutcome, DrillStop, StopKind } from '../model/drill-record.ts';

const outcomes = { held: 0, refuted: 1, inconclusive: 4 } as const;

/** A drill that had nothing to begin with, or to go on with, was not stopped: it shows nothing. */
const stops: Readonly<Record<StopKind, DrillExitCode>> = {
  condition: 3,
  cap: 3,
  interrupted: 3,
  'not-confirmed': 3,
  'gateway-lost': 3,
  'kill-switch': 5,
  'steady-state': 4,
  'command-ended': 4,
};

export function exitCodeOf(stop: DrillStop | null, outcome: DrillOutcome): DrillExitCode {
  return stop === null ? outcomes[outcome] : stops[stop.kind];
}
