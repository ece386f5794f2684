import { z } from 'zod';
import { describeDistribution, drawMs } from '../lib/distribution.ts';
import { distributionOf, spread } from '../lib/spread.ts';
import type { Distribution } from '../model/pace.ts';
import type { Step } from '../model/step.ts';
import { requestFault } from './fault.ts';

const nothing: Distribution = { kind: 'fixed', ms: 0 };

const params = spread.safeExtend({
  answers: z
    .enum(['all', 'successes'])
    .optional()
    .describe('`successes`: an answer with a status from 400 on does not wait. Default: `all`.'),
});

/** Which answer it is shows in its head, so the source has been asked by then. */
async function* beforeSuccess(steps: AsyncIterable<Step>, pause: Step): AsyncGenerator<Step> {
  for await (const step of steps) {
    if (step.kind === 'head' && step.status < 400) yield pause;
    yield step;
  }
}

export const latency = requestFault({
  name: 'latency',
  layer: 'timing',
  effect: 'rewrites',
  summary: 'wait before the head: a fixed time, one between two bounds, or log-normal with a cap',
  params,
  main: 'for',
  example: { median: '400ms', p99: '3s', cap: '10s' },
  needsBody: (given) => (given.for === undefined ? 'draws' : 'nothing'),
  explain(given) {
    const which = given.answers === 'successes' ? ' of an answer that is no error' : '';
    return `wait ${describeDistribution(distributionOf(given) ?? nothing)} before the head${which}`;
  },
  async *apply(steps, { params: given, luck, hangMs }) {
    const ms = Math.min(hangMs, drawMs(distributionOf(given) ?? nothing, luck));
    const pause: Step = { kind: 'pause', ms };
    if (given.answers === 'successes') return yield* beforeSuccess(steps, pause);
    yield pause;
    yield* steps;
  },
});
