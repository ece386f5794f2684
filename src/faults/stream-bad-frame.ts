import { z } from 'zod';
import { type GarbledKind, garbled, garbledSays } from '../answer/framing/damage/garbled.ts';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { requestFault } from './fault.ts';

const kinds = Object.keys(garbledSays) as GarbledKind[];
const twoFrames = { kind: 'frames', count: 2 } as const;
const params = positioned(twoFrames, {
  kind: z.enum(kinds).default('cut-json').describe('What is wrong with it.'),
});

export const streamBadFrame = requestFault({
  name: 'stream-bad-frame',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'garble one event: JSON cut in half, words, a line without a field, no blank line behind it',
  params,
  main: 'kind',
  example: { frames: 2, kind: 'cut-json' },
  explain: (given) =>
    `send the next event ${describePosition(positionOf(given, twoFrames))} ${garbledSays[given.kind]}`,
  apply: (steps, { params: given, facts, clock }) =>
    onStreams(steps, facts, (stream) => garbled(stream, given.kind, positionOf(given, twoFrames), clock)),
});
