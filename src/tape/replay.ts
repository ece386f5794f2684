import { errorAnswer } from '../answer/error-answer.ts';
import { withHeaderValue } from '../answer/framing/headers.ts';
import type { Clock } from '../lib/clock.ts';
import type { Ending } from '../model/entry.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Answer, Step } from '../model/step.ts';
import type { PlacedRecording, RecordedRequest } from '../model/tape.ts';
import { refusalEntry, subjectOf } from '../platforms/envelope.ts';
import { askedOf } from './asked.ts';
import { describeNearest } from './nearest.ts';
import { PacedBody } from './paced.ts';
import { type Checkout, RecordingPool } from './recording-pool.ts';
import type { createSecretMaskers } from './secret-masker.ts';

/**
 * Why a tape has no answer. Sent in a header field with the platform's error; the journal has the details.
 */
export type TapeNotice = 'tape-miss' | 'tape-used-up';

export interface ReplayParts {
  readonly recordings: readonly PlacedRecording[];
  /** Places of lines that broke off. */
  readonly cut: readonly string[];
  /** What the scenario says is of no account to what is the same request. */
  readonly ignored: readonly string[];
  /** 2: twice as fast as recorded; Infinity: without delay. */
  readonly speed: number;
  readonly inUse: PlatformInUse;
  readonly maskerOf: ReturnType<typeof createSecretMaskers>;
  readonly clock: Clock;
  notify(notice: TapeNotice, says: string): void;
}

/** The recorded head with a new `Date`; all other fields are unchanged. */
function headOf({ response }: PlacedRecording, clock: Clock): Step {
  const { status, reason, chunks } = response;
  const headers = withHeaderValue(response.headers, 'date', clock.httpDate(clock.wall()));
  const length = chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return {
    kind: 'head',
    status,
    ...(reason === null ? {} : { reason }),
    headers,
    origin: 'tape',
    length,
  };
}

/**
 * The steps of a recording. The body is a `pipe`, as that of a real upstream, so that its chunks are kept.
 */
async function* stepsOf(recording: PlacedRecording, speed: number, clock: Clock): AsyncGenerator<Step> {
  const { headMs, chunks, trailers } = recording.response;
  if (headMs / speed > 0) yield { kind: 'pause', ms: headMs / speed };
  yield headOf(recording, clock);
  if (chunks.length > 0) {
    const body = new PacedBody(chunks, speed, clock);
    try {
      yield { kind: 'pipe', body };
    } finally {
      body.destroy();
    }
  }
  if (trailers.length > 0) yield { kind: 'trailers', headers: trailers };
  yield { kind: 'end' };
}

/** The tapes of one run, and which recordings were already played. */
export class Replay {
  readonly pool: RecordingPool;
  readonly cut: readonly string[];
  readonly #parts: ReplayParts;
  readonly #checkouts = new WeakMap<RequestFacts, Checkout>();

  constructor(parts: ReplayParts) {
    this.#parts = parts;
    this.cut = parts.cut;
    this.pool = new RecordingPool(parts.recordings, parts.ignored);
  }

  answer(facts: RequestFacts): Answer {
    const { maskerOf, speed, clock } = this.#parts;
    const asked = askedOf(facts, maskerOf(facts));
    const checkout = this.pool.checkOut(asked);
    if (typeof checkout === 'string') return this.#refuse(checkout, asked, facts);
    this.#checkouts.set(facts, checkout);
    return stepsOf(checkout.recording, speed, clock);
  }

  /** Records how the answer ended. If the client did not get all of it, the recording can be played again. */
  settle(facts: RequestFacts, ending: Ending): void {
    this.#checkouts.get(facts)?.settle(ending === 'complete' ? 'played' : 'broken');
  }

  /** Assumed: a request that is on no tape gets the platform's 404, which clients do not retry. */
  #refuse(why: 'used-up' | 'unknown', asked: RecordedRequest, facts: RequestFacts): Answer {
    const { inUse, notify } = this.#parts;
    const { method, path, query } = asked;
    const notice = why === 'unknown' ? 'tape-miss' : 'tape-used-up';
    const says =
      why === 'unknown'
        ? `${method} ${path}${query} is on no tape; ${describeNearest(asked, this.pool.recordings)}`
        : `${method} ${path}${query} is asked for again; recordings of it: ${this.pool.copiesOf(asked)}`;
    notify(notice, says);
    const entry = refusalEntry(inUse, 'unknown-endpoint');
    return errorAnswer(inUse, facts.surface, entry, subjectOf(facts)).map((step) =>
      step.kind === 'head' ? { ...step, headers: [...step.headers, 'x-badgateway-tape', notice] } : step,
    );
  }
}
