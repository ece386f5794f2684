import { costOf } from '../timeline/spending.ts';
import { attemptsIn, callsShape, toModel } from './measure/calls.ts';
import { probe } from './probe.ts';

export const spend = probe({
  name: 'spend',
  source: 'journal',
  summary: 'money that answers cost, where the platform or the scenario has prices',
  unit: 'usd',
  leastSamples: 1,
  params: callsShape,
  example: { atLeast: 5 },
  explain: (params) => `the cost of calls${toModel(params)}`,
  async sample(params, context) {
    const attempts = attemptsIn(params, context);
    const isPriced = attempts.some(({ entry }) => entry.costUsd !== undefined);
    return { kind: 'figure', figure: isPriced ? costOf(attempts) : null, samples: attempts.length };
  },
});
