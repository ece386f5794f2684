import type { Step } from '../../../model/step.ts';
import { unmeasured } from '../bodies.ts';
import { framed, frameOf, onePiece, splitEvents } from '../events.ts';
import { type Head, isEventStream, withHeaderValue } from '../headers.ts';
import { Codec } from './codec.ts';
import type { Coding } from './names.ts';

/** The result of decoding besides the plain bytes. */
export interface Decoding {
  /** `cut`: the encoded bytes ended too early; `corrupt`: the bytes could not be decoded. */
  end: 'whole' | 'cut' | 'corrupt';
}

/** Steps of the source that are not pieces of the body. */
interface SourceState {
  /** Pauses and hangs that precede the next piece. */
  silences: Step[];
  /** The step that ended the body. */
  last: Step | null;
}

/**
 * The next step that is neither pause nor hang; those are collected in `silences`. `null`: no further step.
 */
async function nextOf(source: AsyncIterator<Step>, silences: Step[]): Promise<Step | null> {
  for (;;) {
    const { done, value } = await source.next();
    if (done === true) return null;
    if (value.kind !== 'pause' && value.kind !== 'hang') return value;
    silences.push(value);
  }
}

async function* plainBytes(
  source: AsyncIterator<Step>,
  coding: Coding,
  decoding: Decoding,
  state: SourceState,
): AsyncGenerator<Buffer> {
  let codec: Codec | null = null;
  try {
    for (;;) {
      const step = await nextOf(source, state.silences);
      if (step?.kind !== 'frame') {
        state.last = step;
        // After `sever` the coding is incomplete by intention: its rest cannot be decoded.
        if (step?.kind !== 'sever') yield* codec?.finish() ?? [];
        if (codec?.isBroken === true) decoding.end = 'cut';
        return;
      }
      codec ??= new Codec(coding.decoder(step.bytes[0] ?? 0));
      yield* codec.write(step.bytes);
      if (codec.isBroken) {
        decoding.end = 'corrupt';
        state.last = { kind: 'end' };
        return;
      }
    }
  } finally {
    codec?.destroy();
  }
}

/** The head without a coding. `Content-Encoding: identity` marks the place of the field. */
function plainHead(head: Head): Head {
  return unmeasured({ ...head, headers: withHeaderValue(head.headers, 'content-encoding', 'identity') });
}

/**
 * A decoded answer as frames: the events of an event stream, or else pieces that together count as one frame.
 */
export async function* decoded(
  head: Head,
  rest: AsyncIterable<Step>,
  coding: Coding,
  decoding: Decoding,
): AsyncGenerator<Step> {
  const source = framed(rest);
  const state: SourceState = { silences: [], last: null };
  try {
    yield plainHead(head);
    const bytes = plainBytes(source, coding, decoding, state);
    for await (const piece of isEventStream(head.headers) ? splitEvents(bytes) : onePiece(bytes)) {
      yield* state.silences.splice(0);
      yield frameOf(piece);
    }
    yield* state.silences;
    if (state.last !== null) yield state.last;
    // Bytes after undecodable ones cannot be decoded either, so they are dropped.
    if (decoding.end !== 'corrupt') yield* source;
  } finally {
    await source.return(undefined);
  }
}
