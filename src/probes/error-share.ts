import { attemptsIn, callsShape, figureOf, toModel } from './measure/calls.ts';
import { probe } from './probe.ts';

export const errorShare = probe({
  name: 'error-share',
  source: 'journal',
  summary: 'part of the attempts that got an error, a broken answer or none',
  unit: 'share',
  leastSamples: 20,
  params: callsShape,
  example: { atLeast: '20 %', over: '10s' },
  explain: (params) => `the share of attempts${toModel(params)} that fail`,
  async sample(params, context) {
    const attempts = attemptsIn(params, context);
    const failed = attempts.filter(({ result }) => result.kind !== 'answered').length;
    return figureOf(failed / attempts.length, attempts.length);
  },
});
