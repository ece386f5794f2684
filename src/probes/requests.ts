import { attemptsIn, callsShape, countOf, toModel } from './measure/calls.ts';
import { probe } from './probe.ts';

export const requests = probe({
  name: 'requests',
  source: 'journal',
  summary: 'attempts that arrive',
  unit: 'number',
  leastSamples: 0,
  params: callsShape,
  example: { atLeast: 100 },
  explain: (params) => `the number of requests${toModel(params)}`,
  async sample(params, context) {
    return countOf(attemptsIn(params, context).length);
  },
});
