import { callsShape, toModel } from './measure/calls.ts';
import { latencyAt } from './measure/latency.ts';
import { probe } from './probe.ts';

export const p99Latency = probe({
  name: 'p99-latency',
  source: 'journal',
  summary: 'time within which 99 of 100 calls end, with all their attempts and waits',
  unit: 'milliseconds',
  leastSamples: 100,
  params: callsShape,
  example: { atMost: '2s' },
  explain: (params) => `the time within which 99 % of the calls${toModel(params)} end`,
  sample: async (params, context) => latencyAt(0.99, params, context),
});
