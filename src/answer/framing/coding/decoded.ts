import type { Step } from '../../../model/step.ts';
import { unmeasured } from '../bodies.ts';
import { framed, frameOf, onePiece, splitEvents } from '../events.ts';
import { type Head, isEventStream, withHeaderValue } from '../headers.ts';
import { Codec } from './codec.ts';
import type { Coding } from './names.ts';

/** What decoding tells besides the plain bytes. */
export interface Decoding {
  /** `cut`: the coding broke off before its end; `corrupt`: it could not be decoded. */
  end: 'whole' | 'cut' | 'corrupt';
}

/** Between the pieces of a body, or behind it. */
interface Aside {
  /** They come before the next piece. */
  silences: Step[];
  /** What ended the body. */
  last: Step | null;
}

/** The next step that is no silence; `null`: there is none. */
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
  aside: Aside,
): AsyncGenerator<Buffer> {
  let codec: Codec | null = null;
  try {
    for (;;) {
      const step = await nextOf(source, aside.silences);
      if (step?.kind !== 'frame') {
        aside.last = step;
        // A body that breaks off is not over.
        if (step?.kind !== 'sever') yield* codec?.finish() ?? [];
        if (codec?.isBroken === true) decoding.end = 'cut';
        return;
      }
      codec ??= new Codec(coding.decoder(step.bytes[0] ?? 0));
      yield* codec.write(step.bytes);
      if (codec.isBroken) {
        decoding.end = 'corrupt';
        aside.last = { kind: 'end' };
        return;
      }
    }
  } finally {
    codec?.destroy();
  }
}

/** The field keeps its place. */
function plainHead(head: Head): Head {
  return unmeasured({ ...head, headers: withHeaderValue(head.headers, 'content-encoding', 'identity') });
}

/** An answer without its coding, as frames: events of an event stream, else pieces that count as one. */
export async function* decoded(
  head: Head,
  rest: AsyncIterable<Step>,
  coding: Coding,
  decoding: Decoding,
): AsyncGenerator<Step> {
  const source = framed(rest);
  const aside: Aside = { silences: [], last: null };
  try {
    yield plainHead(head);
    const bytes = plainBytes(source, coding, decoding, aside);
    for await (const piece of isEventStream(head.headers) ? splitEvents(bytes) : onePiece(bytes)) {
      yield* aside.silences.splice(0);
      yield frameOf(piece);
    }
    yield* aside.silences;
    if (aside.last !== null) yield aside.last;
    // Behind bytes that cannot be decoded there is nothing to be had.
    if (decoding.end !== 'corrupt') yield* source;
  } finally {
    await source.return(undefined);
  }
}
