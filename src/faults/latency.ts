import { z } from 'zod';
import { type Distribution, drawMs, sayDistribution } from '../lib/distribution.ts';
import { duration } from '../lib/shapes.ts';
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
  (given) => distributionOf(given) !== null,
  'expected { for }, { from, to } with from <= to, or { median, p99, cap } with 0 < median <= p99 <= cap',
);

const nothing: Distribution = { kind: 'fixed', ms: 0 };

function distributionOf(given: z.output<typeof fields>): Distribution | null {
  const { for: ms, from: fromMs, to: toMs, median: medianMs, p99: p99Ms, cap: capMs } = given;
  const named = Object.values(given).filter((value) => value !== undefined).length;
  if (named === 1 && ms !== undefined) return { kind: 'fixed', ms };
  if (named === 2 && fromMs !== undefined && toMs !== undefined && fromMs <= toMs)
    return { kind: 'uniform', fromMs, toMs };
  if (named !== 3 || medianMs === undefined || p99Ms === undefined || capMs === undefined) return null;
  if (medianMs <= 0 || medianMs > p99Ms || p99Ms > capMs) return null;
  return { kind: 'lognormal', medianMs, p99Ms, capMs };
}

export const latency = requestFault({
  name: 'latency',
  layer: 'timing',
  effect: 'rewrites',
  summary: 'wait before the head: a fixed time, one between two bounds, or log-normal with a cap',
  params,
  main: 'for',
  example: { median: '400ms', p99: '3s', cap: '10s' },
  needsBody: (given) => (given.for === undefined ? 'draws' : 'nothing'),
  explain: (given) => `wait ${sayDistribution(distributionOf(given) ?? nothing)} before the head`,
  async *apply(steps, { params: given, luck, hangMs }) {
    const ms = drawMs(distributionOf(given) ?? nothing, luck);
    yield { kind: 'pause', ms: Math.min(hangMs, ms) };
    yield* steps;
  },
});
