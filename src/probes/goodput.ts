import { callsOf, callsShape, figureOf, succeeds, toModel } from './measure/calls.ts';
import { probe } from './probe.ts';

export const goodput = probe({
  name: 'goodput',
  source: 'journal',
  summary: 'calls that succeed, per second',
  unit: 'per-second',
  leastSamples: 1,
  params: callsShape,
  example: { atLeast: 5 },
  explain: (params) => `the calls${toModel(params)} that succeed per second`,
  async sample(params, context) {
    const calls = callsOf(params, context);
    const { from, to } = context.window;
    return figureOf((calls.filter(succeeds).length * 1_000) / Math.max(1, to - from), calls.length);
  },
});
