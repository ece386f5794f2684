import { describeDistribution, drawMs } from '../lib/distribution.ts';
import { distributionOf, spread } from '../lib/spread.ts';
import type { Distribution } from '../model/pace.ts';
import { requestFault } from './fault.ts';

const nothing: Distribution = { kind: 'fixed', ms: 0 };

export const latency = requestFault({
  name: 'latency',
  layer: 'timing',
  effect: 'rewrites',
  summary: 'wait before the head: a fixed time, one between two bounds, or log-normal with a cap',
  params: spread,
  main: 'for',
  example: { median: '400ms', p99: '3s', cap: '10s' },
  needsBody: (given) => (given.for === undefined ? 'draws' : 'nothing'),
  explain: (given) => `wait ${describeDistribution(distributionOf(given) ?? nothing)} before the head`,
  async *apply(steps, { params: given, luck, hangMs }) {
    const ms = drawMs(distributionOf(given) ?? nothing, luck);
    yield { kind: 'pause', ms: Math.min(hangMs, ms) };
    yield* steps;
  },
});
