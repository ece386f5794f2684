import { z } from 'zod';
import { interpose } from '../answer/framing/interpose.ts';
import { describePosition, type Position, positioned, positionOf } from '../answer/framing/position.ts';
import { onStreams } from '../answer/framing/streams.ts';
import type { Step } from '../model/step.ts';
import { requestFault } from './fault.ts';

const threeFrames = { kind: 'frames', count: 3 } as const;
const params = positioned(threeFrames, {
  how: z.enum(['clean', 'fin', 'rst']).default('clean').describe('How it ends.'),
});

const cuts = {
  clean: { kind: 'end', damaged: true },
  fin: { kind: 'sever', how: 'fin' },
  rst: { kind: 'sever', how: 'rst' },
} as const satisfies Record<string, Step>;

/** A proper end of the body needs a head in front of it: without one Node would write a head of its own. */
function placeOf(given: z.output<typeof params>): Position {
  const place = positionOf(given, threeFrames);
  return given.how === 'clean' && place.kind === 'before-head' ? { kind: 'after-head' } : place;
}

export const streamCut = requestFault({
  name: 'stream-cut',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'end a stream too early: as if it were whole, with FIN, or with RST',
  params,
  main: 'frames',
  example: { frames: 3, how: 'clean' },
  explain(given) {
    const how = given.how === 'clean' ? 'as if it were whole' : `with ${given.how.toUpperCase()}`;
    return `end the stream ${describePosition(placeOf(given))}, ${how}`;
  },
  apply: (steps, { params: given, facts, clock }) =>
    onStreams(steps, facts, (stream) =>
      interpose(stream, placeOf(given), { steps: [cuts[given.how]], rest: 'dropped' }, clock),
    ),
});
