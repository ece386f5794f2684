import { deferred } from '../answer/framing/compose.ts';
import type { Clock } from '../lib/clock.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Answer, Step } from '../model/step.ts';
import type { RecordedChunk, RecordedResponse } from '../model/tape.ts';
import { askedOf } from './asked.ts';
import { lineOf } from './line.ts';
import { ResponseCapture } from './response-capture.ts';
import type { createSecretMaskers, SecretMasker } from './secret-masker.ts';
import type { TapeWriter } from './tape-writer.ts';

export interface RecorderParts {
  readonly writer: TapeWriter;
  readonly maskerOf: ReturnType<typeof createSecretMaskers>;
  readonly clock: Clock;
  /** Whose answers they are: where an upstream cannot be reached, the platform's error is ours. */
  readonly origin: 'ours' | 'upstream';
  /** Told why an exchange is not on the tape, though its answer was complete. */
  skipped(says: string): void;
}

/** The same bytes as before, cut where the chunks were. */
function recut(chunks: readonly RecordedChunk[], whole: Buffer): RecordedChunk[] {
  let from = 0;
  return chunks.map(({ atMs, bytes }) => {
    from += bytes.length;
    return { atMs, bytes: whole.subarray(from - bytes.length, from) };
  });
}

function countHidden(before: Buffer, after: Buffer): number {
  if (before.equals(after)) return 0;
  return after.reduce((count, byte, at) => (byte === before[at] ? count : count + 1), 0);
}

function masked(response: RecordedResponse, body: Buffer, masker: SecretMasker): RecordedResponse {
  const safe = masker.responseBody(body);
  return {
    ...response,
    headers: masker.headers(response.headers),
    trailers: masker.headers(response.trailers),
    chunks: recut(response.chunks, safe),
    hidden: countHidden(body, safe),
  };
}

/** Keeps what the source answers while it passes, whatever faults make of it further on. */
export class Recorder {
  readonly #parts: RecorderParts;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /** The same steps. The tape is written when nobody waits for them any more. */
  async *record(facts: RequestFacts, answer: Answer): AsyncGenerator<Step> {
    const take = new ResponseCapture(this.#parts.writer, this.#parts.clock);
    try {
      for await (const step of deferred(() => answer)) {
        take.hear(step);
        yield step.kind === 'pipe' ? { kind: 'pipe', body: take.tap(step.body) } : step;
      }
    } finally {
      this.#end(facts, take);
    }
  }

  #end(facts: RequestFacts, take: ResponseCapture): void {
    const { writer, origin, skipped, maskerOf } = this.#parts;
    const response = take.response();
    const excused = origin === 'upstream' && take.head?.origin === 'ours';
    if (!take.isComplete || response === null || excused) {
      take.release();
      return;
    }
    const objection =
      facts.bodyExtent === 'whole'
        ? take.objection
        : 'its request is larger than what is read before deciding';
    const skip = (why: string) =>
      skipped(`${facts.method} ${maskerOf(facts).url(facts.path)} is not on the tape: ${why}`);
    if (objection !== null) {
      take.release();
      skip(objection);
      return;
    }
    const written = writer.append(() => this.#line(facts, response, skip));
    void written.then(() => take.release());
  }

  async #line(
    facts: RequestFacts,
    response: RecordedResponse,
    skip: (why: string) => void,
  ): Promise<string | null> {
    const { maskerOf } = this.#parts;
    const masker = maskerOf(facts, response.headers);
    const body = Buffer.concat(response.chunks.map(({ bytes }) => bytes));
    // Loads every coding of Node, which a start has no need of.
    const { objectionTo } = await import('./readable.ts');
    const objection = await objectionTo(response.headers, body, masker);
    if (objection !== null) {
      skip(objection);
      return null;
    }
    // Looked for when nothing is known of the answer, so hidden as if nothing were.
    const request = askedOf(facts, maskerOf(facts));
    return lineOf({ at: facts.at, request, response: masked(response, body, masker) });
  }
}
