import { z } from 'zod';
import { interpose } from '../answer/framing/interpose.ts';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { requestFault } from './fault.ts';

const params = positioned({ how: z.enum(['fin', 'rst']).default('fin') });

export const disconnect = requestFault({
  name: 'disconnect',
  layer: 'transport',
  effect: 'rewrites',
  summary: 'break the connection before the head, after it or after some bytes; FIN or RST',
  params,
  main: 'at',
  example: { bytes: '512B', how: 'rst' },
  explain: (given) =>
    `send ${given.how.toUpperCase()} ${describePosition(positionOf(given, { kind: 'before-head' }))}`,
  apply: (steps, { params: given, clock }) =>
    interpose(
      steps,
      positionOf(given, { kind: 'before-head' }),
      { steps: [{ kind: 'sever', how: given.how }], rest: 'dropped' },
      clock,
    ),
});
