import { z } from 'zod';
import { interpose } from '../answer/framing/interpose.ts';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { requestFault } from './fault.ts';

const beforeHead = { kind: 'before-head' } as const;
const params = positioned(beforeHead, {
  how: z.enum(['fin', 'rst']).default('fin').describe('How the connection ends.'),
});

export const disconnect = requestFault({
  name: 'disconnect',
  layer: 'transport',
  effect: 'rewrites',
  summary: 'break the connection before the head, after it or after some bytes; FIN or RST',
  params,
  main: 'at',
  example: { bytes: '512B', how: 'rst' },
  explain: (given) => `send ${given.how.toUpperCase()} ${describePosition(positionOf(given, beforeHead))}`,
  apply: (steps, { params: given, clock }) =>
    interpose(
      steps,
      positionOf(given, beforeHead),
      { steps: [{ kind: 'sever', how: given.how }], rest: 'dropped' },
      clock,
    ),
});
