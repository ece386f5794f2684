import { deferred } from '../answer/framing/compose.ts';
import { isRelayed } from '../answer/framing/headers.ts';
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
  /** Origin of the answers. With `upstream`, the gateway's own error answers are not recorded. */
  readonly origin: 'ours' | 'upstream';
  /** Called with the reason if a complete answer is not recorded. */
  skipped(says: string): void;
}

/** Cuts the masked body at the boundaries of the original chunks. */
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

/** Records the answers of a source before faults rewrite them. */
export class Recorder {
  readonly #parts: RecorderParts;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /** Passes the steps on unchanged, and writes the recording when the answer has ended. */
  async *record(facts: RequestFacts, answer: Answer): AsyncGenerator<Step> {
    const capture = new ResponseCapture(this.#parts.writer, this.#parts.clock);
    try {
      for await (const step of deferred(() => answer)) {
        capture.observe(step);
        yield step.kind === 'pipe' ? { kind: 'pipe', body: capture.tap(step.body) } : step;
      }
    } finally {
      this.#end(facts, capture);
    }
  }

  #end(facts: RequestFacts, capture: ResponseCapture): void {
    const { writer, origin, skipped, maskerOf } = this.#parts;
    const response = capture.response();
    const excused = origin === 'upstream' && capture.head !== null && !isRelayed(capture.head);
    if (!capture.isComplete || response === null || excused) {
      capture.release();
      return;
    }
    const objection =
      facts.bodyExtent === 'whole'
        ? capture.objection
        : 'its request is larger than what is read before deciding';
    const skip = (why: string) =>
      skipped(`${facts.method} ${maskerOf(facts).url(facts.path)} is not on the tape: ${why}`);
    if (objection !== null) {
      capture.release();
      skip(objection);
      return;
    }
    const written = writer.append(() => this.#line(facts, response, skip));
    void written.then(() => capture.release());
  }

  async #line(
    facts: RequestFacts,
    response: RecordedResponse,
    skip: (why: string) => void,
  ): Promise<string | null> {
    const { maskerOf } = this.#parts;
    const masker = maskerOf(facts, response.headers);
    const body = Buffer.concat(response.chunks.map(({ bytes }) => bytes));
    // Imported late, because it loads all content codings of Node, which the start does not need.
    const { objectionTo } = await import('./readable.ts');
    const objection = await objectionTo(response.headers, body, masker);
    if (objection !== null) {
      skip(objection);
      return null;
    }
    // Masked without the answer's secrets, because the lookup at replay does not know the answer either.
    const request = askedOf(facts, maskerOf(facts));
    return lineOf({ at: facts.at, request, response: masked(response, body, masker) });
  }
}
