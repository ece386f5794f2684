import { z } from 'zod';
import { interpose } from '../answer/framing/interpose.ts';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { duration } from '../lib/shapes.ts';
import { describeHold } from '../lib/units.ts';
import { requestFault } from './fault.ts';

const beforeHead = { kind: 'before-head' } as const;
const params = positioned(beforeHead, {
  for: duration.optional().describe('How long. Default: `limits: { hang }`.'),
  then: z.enum(['close', 'reset', 'continue']).default('close').describe('What follows.'),
});

const endings = {
  close: { steps: [{ kind: 'sever', how: 'fin' }], rest: 'dropped' },
  reset: { steps: [{ kind: 'sever', how: 'rst' }], rest: 'dropped' },
  continue: { steps: [], rest: 'follows' },
} as const;

export const hang = requestFault({
  name: 'hang',
  layer: 'timing',
  effect: 'rewrites',
  summary: 'go silent before the head, after it or in the body, until the client leaves or the time is over',
  params,
  main: 'at',
  example: { at: 'before-head', for: '30s' },
  explain(given) {
    const where = describePosition(positionOf(given, beforeHead));
    return `go silent ${where} ${describeHold(given.for)}, then ${given.then}`;
  },
  apply(steps, { params: given, hangMs, clock }) {
    const { steps: after, rest } = endings[given.then];
    const silence = { kind: 'hang', ms: Math.min(given.for ?? hangMs, hangMs) } as const;
    const interlude = { steps: [silence, ...after], rest };
    return interpose(steps, positionOf(given, beforeHead), interlude, clock);
  },
});
