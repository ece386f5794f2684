import type { SeenRetryAfter } from './observation.ts';
import type { Outcome } from './outcome.ts';
import type { Group, Sample } from './sample.ts';
import { mergeAlike } from './segments.ts';
import { windowsOf } from './windows.ts';

/** Of times in milliseconds. */
export interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface OutcomeFigures {
  readonly outcome: Outcome;
  readonly count: number;
  /** Of all requests of the group in the stage. */
  readonly share: number;
  /** Of the waits for a head; without one: until the end. */
  readonly waits: Quantiles | null;
  /** Of what `Retry-After` asked for. */
  readonly retryAfter: Quantiles | null;
  /** Of the whole time. */
  readonly totals: Quantiles | null;
  /** Median number of events that arrived. */
  readonly frames: number | null;
}

export interface GroupFigures {
  readonly group: Group;
  readonly requests: number;
  /** Successes that may be streams, and that may be none, cut ones included. */
  readonly successes: { readonly stream: number; readonly whole: number };
  /** The most frequent first. */
  readonly outcomes: readonly OutcomeFigures[];
}

export interface StageFigures {
  readonly fromMs: number;
  readonly toMs: number;
  readonly groups: readonly GroupFigures[];
}

/** The smallest value that so large a share of the sorted values does not exceed. */
const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;

export function quantilesOf(values: readonly number[]): Quantiles | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => Math.round(quantile(sorted, share));
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

const isNumber = (value: number | null): value is number => value !== null;
const waitIn = (seen: SeenRetryAfter) => ('ms' in seen ? [seen.ms] : []);

function grouped(samples: readonly Sample[], key: (sample: Sample) => string): Sample[][] {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const known = groups.get(key(sample));
    if (known === undefined) groups.set(key(sample), [sample]);
    else known.push(sample);
  }
  return [...groups.values()].toSorted((one, other) => other.length - one.length);
}

function outcomeFigures(samples: readonly Sample[], requests: number): OutcomeFigures[] {
  const [first] = samples;
  if (first === undefined) return [];
  const totals = samples.map(({ seen }) => seen.totalMs).filter(isNumber);
  return [
    {
      outcome: first.outcome,
      count: samples.length,
      share: samples.length / requests,
      waits: quantilesOf(samples.map(({ waitMs }) => waitMs).filter(isNumber)),
      retryAfter: quantilesOf(samples.flatMap(({ seen }) => waitIn(seen.retryAfter))),
      totals: quantilesOf(totals),
      frames: quantilesOf(samples.map(({ seen }) => seen.frames).filter(isNumber))?.p50 ?? null,
    },
  ];
}

const isSuccess = ({ outcome }: Sample) => !['answer', 'disconnected', 'hung'].includes(outcome.kind);

function groupFigures(samples: readonly Sample[]): GroupFigures[] {
  const [first] = samples;
  if (first === undefined) return [];
  const successes = samples.filter(isSuccess);
  return [
    {
      group: first.group,
      requests: samples.length,
      successes: {
        stream: successes.filter(({ seen }) => seen.stream !== false).length,
        whole: successes.filter(({ seen }) => seen.stream === false).length,
      },
      outcomes: grouped(samples, ({ outcomeKey }) => outcomeKey).flatMap((each) =>
        outcomeFigures(each, samples.length),
      ),
    },
  ];
}

/** What happened, stage by stage. `samples` are in the order of time. */
export function figuresOf(samples: readonly Sample[]): readonly StageFigures[] {
  const first = samples[0]?.seen.at ?? 0;
  return mergeAlike(windowsOf(samples)).map(({ fromMs, toMs }) => {
    const within = samples.filter(({ seen }) => seen.at - first >= fromMs && seen.at - first < toMs);
    const groups = grouped(within, ({ groupKey }) => groupKey).flatMap(groupFigures);
    return { fromMs, toMs, groups };
  });
}
