import { callsOf, callsShape, countOf, toModel } from './measure/calls.ts';
import { probe } from './probe.ts';

export const calls = probe({
  name: 'calls',
  source: 'journal',
  summary: 'calls that are made',
  unit: 'number',
  leastSamples: 0,
  params: callsShape,
  example: { atLeast: 50 },
  explain: (params) => `the number of calls${toModel(params)}`,
  async sample(params, context) {
    return countOf(callsOf(params, context).length);
  },
});
