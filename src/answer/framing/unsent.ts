import type { Readable } from 'node:stream';
import { headerValue } from '../../lib/http.ts';
import type { Step } from '../../model/step.ts';
import type { Head } from './headers.ts';
import { readyOf } from './ready.ts';

type Pipe = Extract<Step, { kind: 'pipe' }>;
type Frame = Extract<Step, { kind: 'frame' }>;

/** Fields that say how the body is read. */
const framing = ['content-length', 'content-encoding', 'transfer-encoding'];

/** Whether the body that belongs to one head can follow the other. */
function fits(sent: Head, given: Head): boolean {
  if (sent.status !== given.status) return false;
  return framing.every((name) => {
    const value = headerValue(sent.headers, name);
    return value === null || value === headerValue(given.headers, name);
  });
}

/** Steps of faults that send nothing of an answer. */
const bodiless = new Set<Step['kind']>(['informational', 'goaway', 'end', 'sever']);

const isSilence = ({ kind }: Step) => kind === 'pause' || kind === 'hang';

/** The body up to an error, which the next step of the source reports. */
async function* untilBroken(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch {
    return;
  }
}

/** Steps that a fault reads, and which of them it has not passed on so far. */
export class Unsent implements AsyncIterable<Step> {
  readonly #source: AsyncIterator<Step>;
  #body: AsyncGenerator<Buffer> | null = null;
  /** As a fault sees a piped body, and as it is. */
  #pipe: { readonly shown: Pipe; readonly real: Pipe } | null = null;
  #waiting: Step[] = [];
  #reading: Promise<unknown> = Promise.resolve();
  /** Whether what was sent so far is the beginning of the source's answer. */
  isWhole = true;

  constructor(steps: AsyncIterable<Step>) {
    this.#source = steps[Symbol.asyncIterator]();
  }

  /** Without `return`: what a fault does not read is read when it has ended. */
  [Symbol.asyncIterator](): AsyncIterator<Step> {
    return { next: () => this.#read(() => this.#step()) };
  }

  #read<Item>(read: () => Promise<Item>): Promise<Item> {
    const reading = read();
    this.#reading = reading.catch(() => {});
    return reading;
  }

  async #step(): Promise<IteratorResult<Step>> {
    const next = await this.#source.next();
    if (next.done === true) return next;
    const step = next.value.kind === 'pipe' ? this.#shown(next.value) : next.value;
    if (this.isWhole) this.#waiting.push(step);
    return { done: false, value: step };
  }

  /** A body of which is known what was read of it. */
  #shown(real: Pipe): Pipe {
    const chunks = untilBroken(real.body);
    const iterate = () => ({
      next: () =>
        this.#read(async () => {
          this.#unpipe(chunks);
          const next = await chunks.next();
          if (this.isWhole && next.done !== true) this.#waiting.push({ kind: 'frame', bytes: next.value });
          return next;
        }),
    });
    const body = Object.create(real.body, { [Symbol.asyncIterator]: { value: iterate } }) as Readable;
    this.#pipe = { shown: { kind: 'pipe', body }, real };
    return this.#pipe.shown;
  }

  /** A fault looks into the body: it is sent in pieces. */
  #unpipe(chunks: AsyncGenerator<Buffer>): void {
    if (this.#body !== null) return;
    this.#body = chunks;
    this.#waiting = this.#waiting.filter((step) => step !== this.#pipe?.shown);
  }

  /** Notes a step that goes to the client; answers it as it is to be sent. */
  sent(step: Step): Step {
    if (this.isWhole && !this.#passes(step)) {
      this.isWhole = false;
      this.#waiting = [];
    }
    return step === this.#pipe?.shown ? this.#pipe.real : step;
  }

  #passes(step: Step): boolean {
    const { kind } = step;
    if (this.#waiting[0] === step) return this.#shift();
    if (isSilence(step) || bodiless.has(kind)) return true;
    // A fault may leave out the waits of the source.
    while (this.#waiting[0] !== undefined && isSilence(this.#waiting[0])) this.#waiting.shift();
    const first = this.#waiting[0];
    if (first === step) return this.#shift();
    if (kind === 'head') return first?.kind === 'head' && fits(step, first) && this.#shift();
    return kind === 'frame' && this.#passesFrame(step);
  }

  #shift(): true {
    this.#waiting.shift();
    return true;
  }

  /** Whether its bytes are the next ones of the source; a comment may stand between them. */
  #passesFrame({ bytes, comment, part }: Frame): boolean {
    const waiting = [...this.#waiting];
    let left = bytes;
    while (left.length > 0) {
      const first = waiting.find((step) => !isSilence(step));
      if (first?.kind !== 'frame') return comment === true && part !== true;
      const length = Math.min(left.length, first.bytes.length);
      if (!left.subarray(0, length).equals(first.bytes.subarray(0, length)))
        return comment === true && part !== true;
      left = left.subarray(length);
      const rest = first.bytes.subarray(length);
      waiting.splice(
        0,
        waiting.indexOf(first) + 1,
        ...(rest.length === 0 ? [] : [{ ...first, bytes: rest }]),
      );
    }
    this.#waiting = waiting;
    return true;
  }

  /** What was not sent, and all that follows. */
  async *rest(): AsyncGenerator<Step> {
    await this.#reading;
    for (let step = this.#held(); step !== null; step = this.#held()) yield step;
    if (this.#body !== null) for await (const bytes of this.#body) yield { kind: 'frame', bytes };
    for (let next = await this.#source.next(); next.done !== true; next = await this.#source.next())
      yield next.value;
  }

  /** The next step of `rest`, once that was begun; `null`: it is not there so far. */
  ready(): Step | null {
    return this.#held() ?? (this.#body === null ? readyOf(this.#source) : null);
  }

  #held(): Step | null {
    const step = this.#waiting.shift() ?? null;
    return step !== null && step === this.#pipe?.shown ? this.#pipe.real : step;
  }

  close(): void {
    this.#body?.return(undefined).catch(() => {});
    this.#source.return?.(undefined).catch(() => {});
  }
}
