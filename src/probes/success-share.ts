import { callsOf, callsShape, figureOf, succeeds, toModel } from './measure/calls.ts';
import { probe } from './probe.ts';

export const successShare = probe({
  name: 'success-share',
  source: 'journal',
  summary: 'part of the calls whose last attempt was answered',
  unit: 'share',
  leastSamples: 20,
  params: callsShape,
  example: { atLeast: '99 %' },
  explain: (params) => `the share of calls${toModel(params)} that succeed in the end`,
  async sample(params, context) {
    const calls = callsOf(params, context);
    return figureOf(calls.filter(succeeds).length / calls.length, calls.length);
  },
});
