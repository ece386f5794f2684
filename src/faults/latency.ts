import { z } from 'zod';
import type { Luck } from '../lib/luck.ts';
import { duration } from '../lib/shapes.ts';
import { sayDuration } from '../lib/units.ts';
import { requestFault } from './fault.ts';

const fields = z.strictObject({
  for: duration.optional(),
  from: duration.optional(),
  to: duration.optional(),
  median: duration.optional(),
  p99: duration.optional(),
  cap: duration.optional(),
});

const params = fields.refine(
  (given) => kindOf(given) !== null,
  'expected { for }, { from, to } with from <= to, or { median, p99, cap } with 0 < median <= p99 <= cap',
);

/** Standard normal value that 99 % of draws stay under. */
const z99 = 2.326_347_874;

type Distribution =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly p99Ms: number; readonly capMs: number };

function kindOf({ for: fixed, from, to, median, p99, cap }: z.output<typeof fields>): Distribution | null {
  const given = [fixed, from, to, median, p99, cap].filter((value) => value !== undefined).length;
  if (given === 1 && fixed !== undefined) return { kind: 'fixed', ms: fixed };
  if (given === 2 && from !== undefined && to !== undefined && from <= to)
    return { kind: 'uniform', fromMs: from, toMs: to };
  if (given !== 3 || median === undefined || p99 === undefined || cap === undefined) return null;
  if (median <= 0 || median > p99 || p99 > cap) return null;
  return { kind: 'lognormal', medianMs: median, p99Ms: p99, capMs: cap };
}

/** Box–Muller; `1 - luck()` keeps the logarithm off zero. */
function normal(luck: Luck): number {
  return Math.sqrt(-2 * Math.log(1 - luck())) * Math.cos(2 * Math.PI * luck());
}

function draw(distribution: Distribution, luck: Luck): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.ms;
    case 'uniform':
      return distribution.fromMs + luck() * (distribution.toMs - distribution.fromMs);
    case 'lognormal': {
      const { medianMs, p99Ms, capMs } = distribution;
      return Math.min(capMs, medianMs * (p99Ms / medianMs) ** (normal(luck) / z99));
    }
  }
}

export const latency = requestFault({
  name: 'latency',
  layer: 'timing',
  effect: 'delays',
  summary: 'wait before the head: a fixed time, one between two bounds, or log-normal with a cap',
  params,
  main: 'for',
  example: { median: '400ms', p99: '3s', cap: '10s' },
  needsBody: (given) => given.for === undefined,
  explain(given) {
    if (given.for !== undefined) return `wait ${sayDuration(given.for)} before the head`;
    if (given.from !== undefined)
      return `wait between ${sayDuration(given.from)} and ${sayDuration(given.to ?? 0)} before the head`;
    return `wait about ${sayDuration(given.median ?? 0)}, in 1 of 100 over ${sayDuration(given.p99 ?? 0)}, before the head`;
  },
  async *apply(steps, { params: given, luck, hangMs }) {
    const distribution = kindOf(given);
    if (distribution !== null) yield { kind: 'pause', ms: Math.min(hangMs, draw(distribution, luck)) };
    yield* steps;
  },
});
