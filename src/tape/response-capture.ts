import { pipeline, type Readable, Transform } from 'node:stream';
import { type Head, isRelayed } from '../answer/framing/headers.ts';
import type { Clock } from '../lib/clock.ts';
import { headerValue } from '../lib/http.ts';
import type { Step } from '../model/step.ts';
import type { RecordedChunk, RecordedResponse } from '../model/tape.ts';
import type { TapeWriter } from './tape-writer.ts';

/** Maximum size of a recorded answer in MiB. */
const maxMib = 32;

/** Rounds to microseconds, and never below 0. */
function rounded(ms: number): number {
  return Math.max(0, Math.round(ms * 1_000) / 1_000);
}

/** Captures one answer while its steps pass. */
export class ResponseCapture {
  readonly #writer: TapeWriter;
  readonly #clock: Clock;
  readonly #beganAt: number;
  #headAt = 0;
  /** By the wall clock, for its date. */
  #dated = 0;
  #head: Head | null = null;
  #chunks: RecordedChunk[] = [];
  #bytes = 0;
  #trailers: readonly string[] = [];
  /** Why capturing was given up; `null`: it was not. */
  objection: string | null = null;
  isComplete = false;

  constructor(writer: TapeWriter, clock: Clock) {
    this.#writer = writer;
    this.#clock = clock;
    this.#beganAt = clock.now();
  }

  get head(): Head | null {
    return this.#head;
  }

  observe(step: Step): void {
    if (step.kind === 'head') {
      this.#headAt = this.#clock.now();
      this.#dated = this.#clock.wall();
      this.#head = step;
    } else if (step.kind === 'frame') this.#observeBytes(step.bytes);
    else if (step.kind === 'trailers') this.#trailers = step.headers;
    else if (step.kind === 'end') this.isComplete = step.damaged !== true;
  }

  /** Passes a body on at the pace of its reader, and captures its bytes. */
  tap(body: Readable): Readable {
    const tap = new Transform({
      transform: (bytes: Buffer, _, done) => {
        this.#observeBytes(bytes);
        done(null, bytes);
      },
    });
    // The error is ignored here: the source's next step reports it.
    pipeline(body, tap, () => {});
    return tap;
  }

  #observeBytes(bytes: Buffer): void {
    if (this.objection !== null || bytes.length === 0) return;
    if (this.#bytes + bytes.length > maxMib * 1_048_576)
      this.#giveUp(`its answer is longer than ${maxMib} MiB`);
    else if (this.#writer.hold(bytes.length) === 'full') this.#giveUp('too many long answers are under way');
    else {
      this.#bytes += bytes.length;
      this.#chunks.push({ atMs: rounded(this.#clock.now() - this.#headAt), bytes });
    }
  }

  #giveUp(objection: string): void {
    this.objection = objection;
    this.release();
  }

  release(): void {
    this.#writer.release(this.#bytes);
    this.#bytes = 0;
    this.#chunks = [];
  }

  /**
   * The captured answer; `null`: no head. An answer of the
   * gateway gets the `Date` that Node adds, as last field.
   */
  response(): RecordedResponse | null {
    if (this.#head === null) return null;
    const { status, reason = null, headers } = this.#head;
    const dated = !isRelayed(this.#head) && headerValue(headers, 'date') === null;
    const date = dated ? ['Date', this.#clock.httpDate(this.#dated)] : [];
    return {
      ...{ status, reason, headers: [...headers, ...date], headMs: rounded(this.#headAt - this.#beganAt) },
      ...{ chunks: this.#chunks, trailers: this.#trailers, hidden: 0 },
    };
  }
}
