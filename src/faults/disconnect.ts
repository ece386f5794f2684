import { z } from 'zod';
import { endingIdle } from '../answer/framing/idle-end.ts';
import { interpose } from '../answer/framing/interpose.ts';
import { describePosition, type Position, positioned, positionOf } from '../answer/framing/position.ts';
import { requestFault } from './fault.ts';

const beforeHead = { kind: 'before-head' } as const;
const params = positioned(beforeHead, {
  at: z
    .enum(['before-head', 'after-head', 'end'])
    .optional()
    .describe('Before anything is sent, behind the head, or behind the whole answer.'),
  how: z.enum(['fin', 'rst']).default('fin').describe('How the connection ends.'),
});

function placeOf({ at, ...given }: z.output<typeof params>): Position | 'end' {
  if (at === 'end') return at;
  return positionOf(at === undefined ? given : { ...given, at }, beforeHead);
}

function describePlace(place: Position | 'end'): string {
  return place === 'end' ? 'behind the whole answer, without having said so' : describePosition(place);
}

export const disconnect = requestFault({
  name: 'disconnect',
  layer: 'transport',
  effect: 'rewrites',
  summary: 'break the connection before the head, within the body, or behind it unannounced; FIN or RST',
  params,
  main: 'at',
  example: { bytes: '512B', how: 'rst' },
  explain: (given) => `send ${given.how.toUpperCase()} ${describePlace(placeOf(given))}`,
  apply(steps, { params: given, clock }) {
    const { how } = given;
    const place = placeOf(given);
    if (place === 'end') return endingIdle(steps, { ms: 0, how });
    return interpose(steps, place, { steps: [{ kind: 'sever', how }], rest: 'dropped' }, clock);
  },
});
