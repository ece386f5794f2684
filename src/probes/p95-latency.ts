import { callsShape, toModel } from './measure/calls.ts';
import { latencyAt } from './measure/latency.ts';
import { probe } from './probe.ts';

export const p95Latency = probe({
  name: 'p95-latency',
  source: 'journal',
  summary: 'time within which 95 of 100 calls end, with all their attempts and waits',
  unit: 'milliseconds',
  leastSamples: 20,
  params: callsShape,
  example: { atMost: '2s' },
  explain: (params) => `the time within which 95 % of the calls${toModel(params)} end`,
  sample: async (params, context) => latencyAt(0.95, params, context),
});
