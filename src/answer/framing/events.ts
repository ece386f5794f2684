import { headerValue } from '../../lib/http.ts';
import type { RawHeaders, Step } from '../../model/step.ts';
import { isEventStream } from './headers.ts';

/** A piece of an event stream, byte for byte; all pieces together are the stream. */
export interface EventPiece {
  readonly bytes: Buffer;
  /** `false`: comments, blank lines, or a part of an event that is too long or has no end. */
  readonly counts: boolean;
  /** The next piece, if there is one, continues the same event. */
  readonly isPart?: true;
}

export function frameOf({ bytes, counts, isPart }: EventPiece): Step {
  if (counts) return { kind: 'frame', bytes };
  const frame = { kind: 'frame', bytes, comment: true } as const;
  return isPart === true ? { ...frame, part: true } : frame;
}

/** Bytes. A longer event is passed on in pieces, so that an event without an end cannot fill the memory. */
const maxPiece = 1_048_576;

const lf = 0x0a;
const cr = 0x0d;
const colon = 0x3a;
const byteOrderMark = [0xef, 0xbb, 0xbf];

/**
 * Cuts an event stream after every blank line. The cuts do
 * not depend on the chunks in which the stream arrives.
 *
 *   : comment ↵ data: a ↵ ↵ ╎ data: b ↵ ↵ ╎ : ping ↵ ↵ ╎
 *   └ belongs to what follows                └ does not count
 *
 * A blank line that ends with CR could still continue with LF. The splitter waits for the LF only if the line
 * before ended with CRLF: otherwise a stream that uses CR alone would be delayed by one event.
 */
class Splitter {
  #kept: Buffer[] = [];
  #keptBytes = 0;
  /** Bytes of the byte order mark seen at the start of the stream; `null`: the mark is complete or absent. */
  #marked: number | null = 0;
  #lineIsEmpty = true;
  #hasField = false;
  #lineEnd: 'none' | 'lf' | 'cr' | 'crlf' = 'none';
  #afterCr = false;
  #awaitsLf = false;

  split(chunk: Buffer): EventPiece[] {
    const pieces: EventPiece[] = [];
    let start = 0;
    const cut = (end: number, how: Omit<EventPiece, 'bytes'>) => {
      pieces.push({ ...how, bytes: this.#take(chunk.subarray(start, end)) });
      start = end;
    };
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (this.#awaitsLf && byte !== lf) cut(index, { counts: this.#endEvent() });
      if (this.#endsEvent(byte)) cut(index + 1, { counts: this.#endEvent() });
      else if (this.#keptBytes + index + 1 - start >= maxPiece)
        cut(index + 1, { counts: false, isPart: true });
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return pieces;
  }

  /** The pieces that are left at the end of the stream. */
  rest(): EventPiece[] {
    if (this.#keptBytes === 0) return [];
    const bytes = this.#take(Buffer.alloc(0));
    return [this.#awaitsLf ? { bytes, counts: this.#endEvent() } : { bytes, counts: false, isPart: true }];
  }

  #endsEvent(byte: number): boolean {
    if (this.#isOfMark(byte)) return false;
    const completesCrLf = this.#afterCr && byte === lf;
    this.#afterCr = byte === cr;
    if (completesCrLf) {
      this.#lineEnd = 'crlf';
      return this.#awaitsLf;
    }
    if (byte !== lf && byte !== cr) {
      this.#read(byte);
      return false;
    }
    const isBlank = this.#lineIsEmpty;
    this.#awaitsLf = isBlank && byte === cr && this.#lineEnd === 'crlf';
    this.#lineEnd = byte === lf ? 'lf' : 'cr';
    this.#lineIsEmpty = true;
    return isBlank && !this.#awaitsLf;
  }

  /**
   * Whether the byte belongs to a byte order mark. An incomplete mark is text: its bytes belong to the line.
   */
  #isOfMark(byte: number): boolean {
    if (this.#marked === null) return false;
    if (byteOrderMark[this.#marked] === byte) {
      this.#marked += 1;
      return true;
    }
    if (this.#marked > 0 && this.#marked < byteOrderMark.length) this.#read(0);
    this.#marked = null;
    return false;
  }

  #read(byte: number): void {
    if (!this.#lineIsEmpty) return;
    this.#lineIsEmpty = false;
    if (byte !== colon) this.#hasField = true;
  }

  /** Whether the event that ends here counts. Resets the state for the next event. */
  #endEvent(): boolean {
    const counts = this.#hasField;
    this.#hasField = false;
    this.#awaitsLf = false;
    return counts;
  }

  #keep(bytes: Buffer): void {
    this.#kept.push(bytes);
    this.#keptBytes += bytes.length;
  }

  #take(bytes: Buffer): Buffer {
    if (this.#keptBytes === 0) return bytes;
    const whole = Buffer.concat([...this.#kept, bytes]);
    this.#kept = [];
    this.#keptBytes = 0;
    return whole;
  }
}

/**
 * Splits a stream into whole server-sent events as raw
 * bytes. No byte is lost, even if the stream is malformed.
 */
export async function* splitEvents(source: AsyncIterable<Buffer>): AsyncGenerator<EventPiece> {
  const splitter = new Splitter();
  for await (const chunk of source) yield* splitter.split(chunk);
  yield* splitter.rest();
}

/** The same for a stream that is there as a whole. */
export function eventsIn(stream: Buffer): EventPiece[] {
  const splitter = new Splitter();
  return [...splitter.split(stream), ...splitter.rest()];
}

const nothing = Buffer.alloc(0);

/**
 * A body that is no event stream counts as one frame, in any number of pieces. An empty piece at the end is
 * the one that counts: otherwise a position in frames would depend on the network's chunks, or the last piece
 * would have to wait for the end of the body.
 */
export async function* onePiece(source: AsyncIterable<Buffer>): AsyncGenerator<EventPiece> {
  let came: 'nothing' | 'some' = 'nothing';
  for await (const bytes of source) {
    yield { bytes, counts: false, isPart: true };
    came = 'some';
  }
  if (came === 'some') yield { bytes: nothing, counts: true };
}

/** Whether events can be found in the body: an encoded stream must be decoded first. */
export function isPlainEventStream(headers: RawHeaders): boolean {
  const encoding = headerValue(headers, 'content-encoding') ?? 'identity';
  return isEventStream(headers) && encoding.toLowerCase() === 'identity';
}

/** The body up to an error. The error is dropped here: the source's next step reports it. */
async function* untilBroken(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch {
    return;
  }
}

/** Turns every piped body into frames: events of an event stream, or else pieces that count as one frame. */
export async function* framed(steps: AsyncIterable<Step>): AsyncGenerator<Step> {
  let areEvents = false;
  for await (const step of steps) {
    if (step.kind === 'head') areEvents = isPlainEventStream(step.headers);
    if (step.kind !== 'pipe') {
      yield step;
      continue;
    }
    const body = untilBroken(step.body);
    for await (const piece of areEvents ? splitEvents(body) : onePiece(body)) yield frameOf(piece);
  }
}
