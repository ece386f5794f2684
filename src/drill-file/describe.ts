import { formatDecimal, formatDuration } from '../lib/units.ts';
import type {
  DrillStage,
  Probe,
  ProbeTolerance,
  ProbeUnit,
  StageLength,
  StopCondition,
} from '../model/drill-file.ts';
import { findProbeKind } from '../probes/index.ts';

/** Digits after the point of a figure in a sentence. */
const shownDigits = 4;

const rounded = (value: number): string => formatDecimal(Number(value.toFixed(shownDigits)));

const written: Readonly<Record<ProbeUnit, (value: number) => string>> = {
  share: (value) => `${rounded(value * 100)} %`,
  milliseconds: (value) => formatDuration(Math.round(value)),
  number: rounded,
  'per-second': (value) => `${rounded(value)} a second`,
  usd: (value) => `${formatDecimal(value)} USD`,
};

/** 0.995 → `99.5 %` */
export function describeFigure(unit: ProbeUnit, value: number): string {
  return written[unit](value);
}

/** `at least 99 %`; empty: the kind says itself what is right. */
export function describeTolerance(tolerance: ProbeTolerance): string {
  if (tolerance.kind === 'own') return '';
  const { unit, atLeast, atMost } = tolerance;
  const least = atLeast === null ? null : describeFigure(unit, atLeast);
  const most = atMost === null ? null : describeFigure(unit, atMost);
  if (least !== null && most !== null) return `from ${least} to ${most}`;
  return most === null ? `at least ${least}` : `at most ${most}`;
}

/** `the share of calls that succeed in the end is at least 99 %` */
export function describeProbe({ kind, params, tolerance }: Probe): string {
  const subject = findProbeKind(kind)?.explain(params) ?? kind;
  return tolerance.kind === 'own' ? subject : `${subject} is ${describeTolerance(tolerance)}`;
}

/** What a probe looks at: its own time before now, or whole stages. */
export type ProbeSpan = 'window' | 'stages';

function describeSpan({ source, overMs, leastSamples }: Probe, span: ProbeSpan): string {
  const isOfJournal = source === 'journal' || source === 'verdict';
  const over = isOfJournal && span === 'window' ? [`over ${formatDuration(overMs)}`] : [];
  const samples = leastSamples > 1 ? [`from ${leastSamples} samples on`] : [];
  return [...over, ...samples].join(', ');
}

/** `the share of calls that succeed in the end is at least 99 % (over 30s, from 20 samples on)` */
export function describeWhole(probe: Probe, span: ProbeSpan = 'window'): string {
  const looksAt = describeSpan(probe, span);
  return `${describeProbe(probe)}${looksAt === '' ? '' : ` (${looksAt})`}`;
}

/** `if the share of attempts that fail is at least 40 % (over 10s, from 20 samples on)` */
export function describeStop({ when, probe: id }: StopCondition, probes: readonly Probe[]): string {
  const probe = probes.find((each) => each.id === id);
  return `${when === 'held' ? 'if' : 'unless'} ${probe === undefined ? id : describeWhole(probe)}`;
}

/** `for 2m`, `until error-share is held, at most 20s`, `until a person ends it` */
export function describeLength(length: StageLength): string {
  if (length.kind === 'for') return `for ${formatDuration(length.ms)}`;
  if (length.kind === 'open') return 'until a person ends it';
  const most = length.atMostMs === null ? '' : `, at most ${formatDuration(length.atMostMs)}`;
  return `until ${length.probe} is held${most}`;
}

/** Milliseconds since the drill began; `null`: it hangs on an earlier stage when this one begins. */
export function startsOf(stages: readonly DrillStage[]): readonly (number | null)[] {
  let now: number | null = 0;
  return stages.map(({ length }) => {
    const start = now;
    now = start !== null && length.kind === 'for' ? start + length.ms : null;
    return start;
  });
}
