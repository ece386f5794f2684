import { interpose } from '../answer/framing/interpose.ts';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { duration } from '../lib/shapes.ts';
import { describeHold } from '../lib/units.ts';
import { requestFault } from './fault.ts';

const params = positioned({ for: duration.optional() });

export const streamStall = requestFault({
  name: 'stream-stall',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'go silent part-way through a stream, then carry on',
  params,
  main: 'for',
  example: { frames: 3, for: '30s' },
  explain(given) {
    const where = describePosition(positionOf(given, { kind: 'frames', count: 3 }));
    return `go silent ${where} ${describeHold(given.for)}, then carry on`;
  },
  apply: (steps, { params: given, facts, hangMs, clock }) =>
    onStreams(steps, facts, (stream) =>
      interpose(
        stream,
        positionOf(given, { kind: 'frames', count: 3 }),
        { steps: [{ kind: 'hang', ms: Math.min(given.for ?? hangMs, hangMs) }], rest: 'follows' },
        clock,
      ),
    ),
});
