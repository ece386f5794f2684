import type { RawHeaders, Step } from '../../model/step.ts';
import { headerValue, isEventStream } from './headers.ts';

/** Bytes of an event stream as they came; all pieces together are the stream. */
export interface EventPiece {
  readonly bytes: Buffer;
  /** `false`: comments, blank lines, or a part of an event that is too long or was never ended. */
  readonly counts: boolean;
  /** It is not over: the next piece goes on with it, if there is one. */
  readonly isPart?: true;
}

export function frameOf({ bytes, counts, isPart }: EventPiece): Step {
  if (counts) return { kind: 'frame', bytes };
  const frame = { kind: 'frame', bytes, comment: true } as const;
  return isPart === true ? { ...frame, part: true } : frame;
}

/** A longer event is passed on in pieces: nobody may fill our memory with one that never ends. */
const maxPiece = 1_048_576;

const lf = 0x0a;
const cr = 0x0d;
const colon = 0x3a;
const byteOrderMark = [0xef, 0xbb, 0xbf];

/**
 * Cuts an event stream behind every blank line, at the same places whatever the chunks are.
 *
 *   : comment ↵ data: a ↵ ↵ ╎ data: b ↵ ↵ ╎ : ping ↵ ↵ ╎
 *   └ belongs to what follows                └ does not count
 *
 * A blank line that is a CR alone could still become CRLF. Only where the line before it ended with CRLF
 * is the LF waited for: a stream of bare CRs would otherwise be held back by one event.
 */
class Splitter {
  #kept: Buffer[] = [];
  #keptBytes = 0;
  /** Bytes of the byte order mark that the stream began with; `null`: what follows is no part of it. */
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

  /** What is left when the stream is over. */
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

  /** A mark that breaks off was none: its bytes are those of a line. */
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

  /** Whether the event that ends here counts; the next one starts afresh. */
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

/** Whole server-sent events as raw bytes; nothing is lost, whatever the stream holds. */
export async function* splitEvents(source: AsyncIterable<Buffer>): AsyncGenerator<EventPiece> {
  const splitter = new Splitter();
  for await (const chunk of source) yield* splitter.split(chunk);
  yield* splitter.rest();
}

const nothing = Buffer.alloc(0);

/**
 * Any other body is one frame, however it comes, and ends with nothing that counts: else a position in frames
 * would depend on how the network cut the body, or its last piece would have to wait for the end.
 */
export async function* onePiece(source: AsyncIterable<Buffer>): AsyncGenerator<EventPiece> {
  let came: 'nothing' | 'some' = 'nothing';
  for await (const bytes of source) {
    yield { bytes, counts: false, isPart: true };
    came = 'some';
  }
  if (came === 'some') yield { bytes: nothing, counts: true };
}

/** An encoded stream has no event that could be told apart. */
export function isPlainEventStream(headers: RawHeaders): boolean {
  const encoding = headerValue(headers, 'content-encoding') ?? 'identity';
  return isEventStream(headers) && encoding.toLowerCase() === 'identity';
}

/** The body as far as it comes: how it broke is told by the step that follows. */
async function* untilBroken(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch {
    return;
  }
}

/** The steps with every piped body as frames: events of an event stream, else pieces that count as one. */
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
