import { z } from 'zod';
import { pausesWithin } from '../answer/framing/paced.ts';
import { cuts, cutsOf } from '../answer/framing/sse/cuts.ts';
import { type Frame, rewriteEvents } from '../answer/framing/sse/rewrite.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { duration, size } from '../lib/shapes.ts';
import { formatDuration } from '../lib/units.ts';
import type { Step } from '../model/step.ts';
import { requestFault } from './fault.ts';

const params = z
  .strictObject({
    inside: z
      .enum(cuts)
      .optional()
      .describe('Where it is cut. Default: `character`, with `bytes` `anywhere`.'),
    bytes: size
      .refine((bytes) => bytes > 0, 'expected at least 1B')
      .optional()
      .describe('Size of a piece that is cut anywhere. Default: 16B.'),
    gap: duration.prefault('2ms').describe('Between the pieces.'),
  })
  .refine(
    ({ inside = 'anywhere', bytes }) => bytes === undefined || inside === 'anywhere',
    'bytes is the size of pieces that are cut anywhere; leave it out',
  );

function cutOf({ inside, bytes }: z.output<typeof params>) {
  return inside ?? (bytes === undefined ? 'character' : 'anywhere');
}

export const streamSplit = requestFault({
  name: 'stream-split',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'send each event in pieces that arrive apart: cut inside characters, line ends or anywhere',
  params,
  main: 'inside',
  example: { inside: 'anywhere', bytes: '1B', gap: '5ms' },
  explain(given) {
    const places = { character: 'inside characters', 'line-end': 'inside line ends', anywhere: 'anywhere' };
    const gap = formatDuration(given.gap);
    return `cut the events of a stream ${places[cutOf(given)]}, the pieces ${gap} apart`;
  },
  apply(steps, { params: given, facts, hangMs }) {
    // Unpaced: after a long silence between events, paced pauses would be shortened and join the pieces.
    const pause = pausesWithin(hangMs, 'unpaced');
    function* split({ bytes }: Frame): Generator<Step> {
      let from = 0;
      for (const at of cutsOf(bytes, cutOf(given), given.bytes)) {
        yield { kind: 'frame', bytes: bytes.subarray(from, at), comment: true, part: true };
        yield* pause(given.gap);
        from = at;
      }
      yield { kind: 'frame', bytes: bytes.subarray(from) };
    }
    return onStreams(steps, facts, (stream) => rewriteEvents(stream, split));
  },
});
