import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { closingBrace } from '../answer/framing/sse/event.ts';
import { type Frame, rewriteNext } from '../answer/framing/sse/rewrite.ts';
import { onStreams } from '../answer/framing/streams.ts';
import { size } from '../lib/shapes.ts';
import type { Step } from '../model/step.ts';
import { requestFault } from './fault.ts';

const twoFrames = { kind: 'frames', count: 2 } as const;
const params = positioned(twoFrames, { by: size.prefault('1MiB').describe('How many spaces.') });

/** Size of the buffer of spaces, which is sent repeatedly, so that memory stays constant. */
const spaces = Buffer.alloc(65_536, ' ');

/** Pads before the last brace, where JSON ignores white space. */
function* padded({ bytes }: Frame, brace: number, count: number): Generator<Step> {
  yield { kind: 'frame', bytes: bytes.subarray(0, brace), comment: true, part: true };
  for (let left = count; left > 0; left -= spaces.length)
    yield { kind: 'frame', bytes: spaces.subarray(0, left), comment: true, part: true };
  yield { kind: 'frame', bytes: bytes.subarray(brace) };
}

export const streamOversizeFrame = requestFault({
  name: 'stream-oversize-frame',
  layer: 'stream',
  effect: 'rewrites',
  summary: 'make one event very long: spaces in its JSON, so that it means the same',
  params,
  main: 'by',
  example: { frames: 2, by: '4MiB' },
  explain(given) {
    const where = describePosition(positionOf(given, twoFrames));
    return `put ${given.by} spaces into the JSON of the next event ${where}`;
  },
  apply: (steps, { params: given, facts, clock }) =>
    onStreams(steps, facts, (stream) =>
      rewriteNext(stream, positionOf(given, twoFrames), clock, (event) => {
        const brace = closingBrace(event.bytes);
        return brace === null ? null : padded(event, brace, given.by);
      }),
    ),
});
