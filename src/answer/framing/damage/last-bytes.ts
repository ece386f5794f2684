import type { Step } from '../../../model/step.ts';
import { framed, frameOf } from '../events.ts';

/**
 * Holds back the last `count` bytes of a body and replaces them by the result of `edit`. A body that is
 * severed before its end keeps its bytes.
 */
export async function* editLastBytes(
  rest: AsyncIterable<Step>,
  count: number,
  edit: (last: Buffer) => Iterable<Buffer>,
): AsyncGenerator<Step> {
  let held: Buffer | null = Buffer.alloc(0);
  for await (const step of framed(rest)) {
    if (held === null || step.kind === 'pause' || step.kind === 'hang') yield step;
    else if (step.kind === 'frame') {
      const known: Buffer = Buffer.concat([held, step.bytes]);
      const end = Math.max(0, known.length - count);
      held = known.subarray(end);
      if (end > 0) yield partOf(known.subarray(0, end));
    } else {
      yield* inFrames(step.kind === 'end' || step.kind === 'trailers' ? edit(held) : [held]);
      held = null;
      yield step;
    }
  }
}

function partOf(bytes: Buffer): Step {
  return frameOf({ bytes, counts: false, isPart: true });
}

/** The body still counts as one frame: the empty last piece counts, the pieces before it do not. */
function* inFrames(pieces: Iterable<Buffer>): Generator<Step> {
  for (const bytes of pieces) if (bytes.length > 0) yield partOf(bytes);
  yield frameOf({ bytes: Buffer.alloc(0), counts: true });
}
