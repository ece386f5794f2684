import { formatCount, formatDuration } from '../lib/units.ts';
import type {
  DrillExitCode,
  DrillOutcome,
  DrillRecord,
  ProbeResult,
  StageRecord,
} from '../model/drill-record.ts';
import type { Difference } from './compare.ts';

/** Printed beside the word, never alone. */
export const symbols: Readonly<Record<DrillOutcome, string>> = {
  held: '✓',
  refuted: '✗',
  inconclusive: '?',
};

const exits: Readonly<Record<DrillExitCode, string>> = {
  0: 'the hypothesis held',
  1: 'something that was claimed is refuted',
  2: 'it could not run',
  3: 'it was stopped',
  4: 'inconclusive: not everything was shown',
  5: 'a kill switch ended it',
};

export const describeExit = ({ exit }: DrillRecord): string => `Exit code ${exit}: ${exits[exit]}.`;

export const describeProbe = ({ probe, outcome, says }: ProbeResult): string =>
  `${symbols[outcome]} ${outcome} ${probe}: ${says}`;

export function describeHeldBack(heldBack: Readonly<Record<string, number>>): string {
  const said = Object.entries(heldBack).map(([bound, count]) => `${count} by ${bound}`);
  return said.length === 0 ? 'none' : said.join(', ');
}

export function describeStage({ fromMs, toMs, requests, hit, heldBack, end }: StageRecord): string {
  const ends = { time: '', probe: ', until its probe held', person: ', ended by a person' } as const;
  const ended = end === 'drill-ended' ? ', cut short' : ends[end];
  const back = Object.keys(heldBack).length === 0 ? '' : `, held back ${describeHeldBack(heldBack)}`;
  return `${formatDuration(toMs - fromMs)}${ended}: ${formatCount(requests, 'request')}, ${hit} hit${back}`;
}

export function describeStop({ stop }: DrillRecord): string | null {
  if (stop === null) return null;
  const before = stop.begun === 'no' ? ', before the first fault' : '';
  return `Stopped after ${formatDuration(stop.atMs)}${before}: ${stop.because}`;
}

export function describeLast({ lastAffectedMs }: DrillRecord): string {
  if (lastAffectedMs === null) return 'No answer met a fault.';
  return lastAffectedMs === 0
    ? 'When the faults ended, every answer that had met one was over.'
    : `The last answer that had met a fault ended ${formatDuration(lastAffectedMs)} after the faults.`;
}

/** `better patience: 3.1 → 1.4`. */
export const describeDifference = ({ change, what, from, to }: Difference): string =>
  `${change} ${what}: ${from} → ${to}`;
