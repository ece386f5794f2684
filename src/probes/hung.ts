import { attemptsIn, callsShape, toModel } from './measure/calls.ts';
import { probe } from './probe.ts';

export const hung = probe({
  name: 'hung',
  source: 'journal',
  summary: 'attempts that met silence until the gateway or the client ended them',
  unit: 'number',
  leastSamples: 1,
  params: callsShape,
  example: { atLeast: 10 },
  explain: (params) => `the number of attempts${toModel(params)} that hung`,
  async sample(params, context) {
    const attempts = attemptsIn(params, context);
    const hung = attempts.filter(
      ({ result }) => result.kind === 'hung' || (result.kind === 'left' && result.during === 'waiting'),
    ).length;
    return { kind: 'figure', figure: hung, samples: attempts.length };
  },
});
