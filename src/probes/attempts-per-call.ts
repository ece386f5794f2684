import { z } from 'zod';
import { callsOf, callsShape, figureOf, toModel } from './measure/calls.ts';
import { probe } from './probe.ts';

export const attemptsPerCall = probe({
  name: 'attempts-per-call',
  source: 'journal',
  summary: 'attempts that a call makes: on the average, or the most of any',
  unit: 'number',
  leastSamples: 20,
  params: callsShape.extend({
    take: z.enum(['mean', 'most']).default('mean').describe('`most`: those of the call with the most.'),
  }),
  example: { take: 'most', atMost: 4 },
  explain: (params) =>
    params.take === 'most'
      ? `the most attempts of any call${toModel(params)}`
      : `the average number of attempts of calls${toModel(params)}`,
  async sample(params, context) {
    const counts = callsOf(params, context).map(({ attempts }) => attempts.length);
    const sum = counts.reduce((before, count) => before + count, 0);
    const most = counts.reduce((before, count) => Math.max(before, count), 0);
    return figureOf(params.take === 'most' ? most : sum / counts.length, counts.length);
  },
});
