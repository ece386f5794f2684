import { interpose } from '../answer/framing/interpose.ts';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { duration } from '../lib/shapes.ts';
import { describeHold } from '../lib/units.ts';
import { requestFault } from './fault.ts';

const threeFrames = { kind: 'frames', count: 3 } as const;
const params = positioned(threeFrames, {
  for: duration.optional().describe('How long. Default: `limits: { hang }`.'),
});

export const streamStall = requestFault({
  name: 'stream-stall',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'go silent part-way through a stream, then carry on',
  params,
  main: 'for',
  example: { frames: 3, for: '30s' },
  explain(given) {
    const where = describePosition(positionOf(given, threeFrames));
    return `go silent ${where} ${describeHold(given.for)}, then carry on`;
  },
  apply: (steps, { params: given, facts, hangMs, clock }) =>
    onStreams(steps, facts, (stream) =>
      interpose(
        stream,
        positionOf(given, threeFrames),
        { steps: [{ kind: 'hang', ms: Math.min(given.for ?? hangMs, hangMs) }], rest: 'follows' },
        clock,
      ),
    ),
});
